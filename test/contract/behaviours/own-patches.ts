import type { Kit } from '../kit.ts';

/** zone.js, mock-socket and the like wrap WebSocket themselves, and may take their wrapping back. */
export default async ({ open, echo, flags }: Kit) => {
  const { send } = WebSocket.prototype;
  const Native = WebSocket;
  const calls: string[] = [];
  WebSocket.prototype.send = function (this: WebSocket, data) {
    calls.push('wrapped send');
    return Reflect.apply(send, this, [data]);
  };
  window.WebSocket = new Proxy(Native, {
    construct(target, args, newTarget) {
      calls.push('wrapped constructor');
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
  const socket = await open();
  const { data } = await echo(socket, 'through wrappers');
  const instance = [socket instanceof WebSocket, socket instanceof Native, socket.constructor === Native];
  WebSocket.prototype.send = send;
  window.WebSocket = Native;
  const back = await open();
  const second = await echo(back, 'unwrapped');
  const deleted = delete (window as { WebSocket?: unknown }).WebSocket;
  const gone = typeof WebSocket;
  window.WebSocket = Native;
  return {
    calls,
    data,
    instance,
    second: second.data,
    deleted,
    gone,
    flags: flags(window, 'WebSocket'),
    restored: WebSocket.prototype.send === send,
  };
};
