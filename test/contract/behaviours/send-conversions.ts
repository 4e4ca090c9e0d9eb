import type { Kit } from '../kit.ts';

/** WebIDL converts what is no buffer and no Blob with ToString, once, in its own order. */
export default async ({ attempt, open }: Kit) => {
  const socket = await open();
  const log: string[] = [];
  const heard: unknown[] = [];
  socket.onmessage = ({ data }) => heard.push(data);
  const send = socket.send.bind(socket) as (data?: unknown, extra?: unknown) => void;
  const spying = (name: string, result: unknown) => () => {
    log.push(name);
    return result;
  };
  const given: unknown[] = [
    { [Symbol.toPrimitive]: (hint: string) => `toPrimitive ${hint}`, toString: spying('unused', '') },
    { toString: spying('toString', 'text') },
    { toString: spying('toString object', {}), valueOf: spying('valueOf', 5) },
    { toString: spying('symbol', Symbol('s')) },
    { [Symbol.toPrimitive]: () => ({}) },
    { [Symbol.toPrimitive]: null, toString: spying('after null', 'null exotic') },
    { [Symbol.toPrimitive]: 7 },
    {
      get toString() {
        log.push('getter');
        return () => 'by getter';
      },
    },
    {
      toString: () => {
        throw new RangeError('mine');
      },
    },
    Object.create(null),
    [1, [2]],
    null,
    undefined,
    Object(7),
    7,
    7n,
    true,
    Number.NaN,
    Symbol('s'),
    () => 'a function',
    new Date(0),
    /x/,
    new Proxy({}, { get: (_, name) => void log.push(String(name)) }),
    new String('boxed'),
    new (class {
      toString = () => 'field';
    })(),
  ];
  const returned = given.map((each) => attempt(() => send(each)));
  const extra = attempt(() => send('first', 'second'));
  const none = attempt(() => send());
  send('end');
  await new Promise<void>((resolve) => {
    const look = (): void => (heard.at(-1) === 'end' ? resolve() : void setTimeout(look, 5));
    look();
  });
  return { returned, extra, none, log, heard };
};
