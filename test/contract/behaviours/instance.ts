import type { Kit } from '../kit.ts';

export default async ({ attempt, open }: Kit) => {
  const socket = await open();
  const looped: string[] = [];
  for (const key in socket) looped.push(key);
  return {
    own: Reflect.ownKeys(socket).map(String),
    looped,
    prototype: Object.getPrototypeOf(socket) === WebSocket.prototype,
    constructor: socket.constructor === WebSocket,
    tag: Object.prototype.toString.call(socket),
    text: `${socket}`,
    json: JSON.stringify(socket),
    spread: Object.keys({ ...socket }),
    state: [socket.readyState, socket.bufferedAmount, socket.binaryType, socket.protocol, socket.extensions],
    handlers: [socket.onopen, socket.onmessage, socket.onerror, socket.onclose],
    expando: Object.keys(Object.assign(socket, { mine: 1 })),
    frozen: Object.isFrozen(Object.freeze(socket)),
    cloned: attempt(() => structuredClone(socket)),
    posted: attempt(() => new MessageChannel().port1.postMessage(socket)),
    getterElsewhere: attempt(() => Reflect.get(WebSocket.prototype, 'readyState', {})),
    returns: [attempt(() => socket.send('silent')), attempt(() => socket.close())],
  };
};
