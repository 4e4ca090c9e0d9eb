import type { Kit } from '../kit.ts';

/** What a page puts on the prototypes of all objects is met by its own code alone, with and without us. */
export default async ({ open, echo, later }: Kit) => {
  let met = '';
  const described = (fields: object): PropertyDescriptor =>
    Object.assign(Object.create(null) as object, fields);
  const poison = (holder: object, name: PropertyKey): void => {
    Object.defineProperty(
      holder,
      name,
      described({
        configurable: true,
        get() {
          met += ` get ${String(name)}`;
          return undefined;
        },
        set(this: object, value: unknown) {
          met += ` set ${String(name)}`;
          Object.defineProperty(
            this,
            name,
            described({ value, writable: true, configurable: true, enumerable: true }),
          );
        },
      }),
    );
  };
  for (const name of [
    'apply',
    'construct',
    'get',
    'kind',
    'order',
    'time',
    'data',
    'facts',
    'batch',
    'stack',
    'ports',
    'listening',
    '__proto',
    'capture',
    'delay',
    'priority',
  ])
    poison(Object.prototype, name);
  for (const name of ['0', '1', '2']) poison(Array.prototype, name);
  met = '';
  const socket = await open();
  await echo(socket, 'x');
  socket.send(Uint8Array.of(1));
  await later(60);
  socket.close();
  const after = met;
  for (const name of Object.getOwnPropertyNames(Object.prototype))
    if (Object.getOwnPropertyDescriptor(Object.prototype, name)?.get && name !== '__proto__')
      Reflect.deleteProperty(Object.prototype, name);
  for (const name of ['0', '1', '2']) Reflect.deleteProperty(Array.prototype, name);
  return `met:${after}`;
};
