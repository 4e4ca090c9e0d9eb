import type { Kit } from '../kit.ts';

export default async ({ attempt, open, echo }: Kit) => {
  for (const each of [
    WebSocket,
    WebSocket.prototype,
    EventTarget.prototype,
    MessagePort.prototype,
    Object.prototype,
    Array.prototype,
    Function.prototype,
    Promise.prototype,
    Event.prototype,
    Map.prototype,
    WeakMap.prototype,
  ])
    Object.freeze(each);
  const socket = await open();
  const { data } = await echo(socket, 'frozen');
  Object.freeze(socket);
  const { data: again } = await echo(socket, 'frozen socket');
  return [
    data,
    again,
    attempt(() => {
      (WebSocket.prototype as { send: unknown }).send = 1;
    }),
    attempt(() => delete (WebSocket as { OPEN?: unknown }).OPEN),
  ];
};
