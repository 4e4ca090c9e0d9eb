import type { Kit } from '../kit.ts';

export default ({ attempt, url }: Kit) => {
  const make = (...args: unknown[]): unknown =>
    attempt(() => {
      const socket = Reflect.construct(WebSocket, args) as WebSocket;
      socket.close();
      return socket.url.replace(/:\d+/, '');
    });
  return {
    called: attempt(() => (WebSocket as unknown as () => void)()),
    applied: attempt(() => Reflect.apply(WebSocket as never, window, [url])),
    nothing: make(),
    urls: ['ws://[', '', 'ftp://x', 'ws://x:99999', 'ws://a b', undefined, null, Symbol('s'), {}].map(
      (each) => make(each),
    ),
    fragment: make(`${url}/#fragment`),
    protocols: ['a b', '', 'a,b', ['x', 'x'], ['ok', 'b@d'], [Symbol('s')], 7, { length: 1 }].map((each) =>
      make(url, each),
    ),
    thrown: attempt(() =>
      make({
        toString: () => {
          throw new RangeError('mine');
        },
      }),
    ),
  };
};
