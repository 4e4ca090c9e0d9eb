import type { Kit } from '../kit.ts';

/** Getters that a page puts on error prototypes run as often as without us. */
export default ({ url, attempt }: Kit) => {
  const asked: string[] = [];
  const spy = (holder: object, name: string): void => {
    const { get, value } = Object.getOwnPropertyDescriptor(holder, name)!;
    Object.defineProperty(holder, name, {
      configurable: true,
      get(this: object) {
        asked.push(name);
        return get ? get.call(this) : value;
      },
    });
  };
  spy(Error.prototype, 'name');
  spy(Error.prototype, 'message');
  const socket = new WebSocket(url);
  const results = [
    attempt(() => socket.send('early')),
    attempt(() => new WebSocket('ws://[')),
    attempt(() => WebSocket.prototype.send.call({} as WebSocket, 'x')),
  ];
  return { asked, results };
};
