import type { Kit } from '../kit.ts';

export default async ({ attempt, once, url }: Kit) => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  const other = frame.contentWindow as unknown as typeof globalThis & Window;
  const theirs = new other.WebSocket(url);
  await once(theirs, 'open');
  const heard = once<MessageEvent>(theirs, 'message');
  const called: string[] = [];
  for (const realm of [globalThis, other]) {
    for (const name of ['addEventListener', 'dispatchEvent', 'removeEventListener'] as const) {
      const native = realm.EventTarget.prototype[name] as (...args: unknown[]) => unknown;
      (realm.EventTarget.prototype as unknown as Record<string, unknown>)[name] = function (
        this: unknown,
        ...args: unknown[]
      ) {
        called.push(`${name} ${String(args[0])}`);
        return Reflect.apply(native, this, args);
      };
    }
  }
  // A method of one realm on an object of the other.
  WebSocket.prototype.send.call(theirs, 'borrowed');
  const { data } = await heard;
  const mine = new WebSocket(url);
  await once(mine, 'open');
  const answered = once<MessageEvent>(mine, 'message');
  other.WebSocket.prototype.send.call(mine, 'lent');
  const lend = (...args: unknown[]) => Reflect.apply(other.WebSocket.prototype.send, mine, args);
  const texts: unknown[] = [];
  const allBack = new Promise<void>((resolve) => {
    mine.onmessage = ({ data }) => {
      if (texts.push(data) === 3) resolve();
    };
  });
  let events: unknown;
  mine.addEventListener('lent', () => {
    lend({ toString: () => 'converted' });
    events = [window.event?.type, (other as unknown as Window).event];
  });
  mine.dispatchEvent(new Event('lent'));
  lend(12);
  const early = attempt(() => other.WebSocket.prototype.send.call(new WebSocket(url), 'early'));
  const both = Reflect.construct(other.WebSocket, [url], WebSocket) as WebSocket;
  await once(both, 'open');
  const bothBack = once<MessageEvent>(both, 'message');
  both.send('of both');
  texts.push((await bothBack).data);
  const noSocket = [window, new EventTarget(), null, 7].map((self) =>
    attempt(() => Reflect.apply(other.WebSocket.prototype.send, self, ['x'])),
  );
  const badClose = attempt(() => other.WebSocket.prototype.close.call(mine, 5000));
  return {
    called,
    events,
    early,
    noSocket,
    badClose,
    distinct: other.WebSocket !== WebSocket,
    instance: [
      theirs instanceof WebSocket,
      theirs instanceof other.WebSocket,
      mine instanceof other.WebSocket,
    ],
    data,
    lent: (await answered).data,
    error: attempt(() => other.WebSocket.prototype.send.call({} as WebSocket, 'x')),
    errorRealm: (() => {
      try {
        new other.WebSocket('ws://[');
        return 'none';
      } catch (error) {
        return [error instanceof DOMException, error instanceof other.DOMException];
      }
    })(),
    removed: await (async () => {
      const readyState = attempt(() => {
        frame.remove();
        return new other.WebSocket(url).readyState;
      });
      const sent = attempt(() => lend('from a realm that is gone'));
      await allBack;
      const closed = once<CloseEvent>(mine, 'close');
      other.WebSocket.prototype.close.call(mine, 4005, 'lent');
      const { code, reason } = await closed;
      return { readyState, sent, texts, code, reason };
    })(),
  };
};
