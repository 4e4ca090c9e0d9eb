import type { Kit } from '../kit.ts';

export default ({ attempt, url }: Kit) => {
  function Old(this: unknown): void {}
  const withTarget = (target: unknown): unknown =>
    attempt(() => {
      const socket = Reflect.construct(WebSocket, [url], target as typeof WebSocket) as WebSocket;
      const { send } = WebSocket.prototype;
      return [
        Object.getPrototypeOf(socket) === (target as typeof WebSocket).prototype,
        socket instanceof WebSocket,
        attempt(() => send.call(socket, 'early')),
      ];
    });
  const noPrototype = Object.assign(function None() {}, { prototype: null });
  const getter = new Proxy(function Named() {}, {
    get: (holder, key, self) =>
      key === 'prototype' ? WebSocket.prototype : (Reflect.get(holder, key, self) as unknown),
  });
  return [WebSocket, Old, Array, noPrototype, getter, class Other extends WebSocket {}, () => {}].map(
    withTarget,
  );
};
