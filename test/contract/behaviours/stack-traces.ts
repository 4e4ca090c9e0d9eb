import type { Kit } from '../kit.ts';

/** Errors that the native calls throw have the page's calls on their stack and no others. */
export default ({ url, flags }: Kit) => {
  const socket = new WebSocket(url);
  const told = (run: () => unknown): unknown => {
    try {
      run();
      return 'nothing thrown';
    } catch (error) {
      const { stack = '' } = error as Error;
      return {
        lines: stack.split('\n').map((line) => line.replace(/\(?\S*:\d+:\d+\)?$/, 'here')),
        foreign: /extension:/.test(stack),
        own: Reflect.ownKeys(error as object).map(String),
        flags: flags(error as object, 'stack'),
      };
    }
  };
  function pageFunction(): void {
    socket.send('early');
  }
  const deep = (left: number): void => (left === 0 ? pageFunction() : deep(left - 1));
  return {
    early: told(pageFunction),
    deep: told(() => deep(20)),
    close: told(() => socket.close(1)),
    strange: told(() => WebSocket.prototype.send.call({} as WebSocket, 'x')),
    nothing: told(() => Reflect.apply(socket.send, socket, [])),
    url: told(() => new WebSocket('ws://[')),
    protocol: told(() => new WebSocket(url, 'a b')),
    noArguments: told(() => Reflect.construct(WebSocket, [])),
    subclass: told(() => new (class Mine extends WebSocket {})('ws://[')),
    withUrlObject: told(() => new WebSocket(new URL('ftp://x'))),
  };
};
