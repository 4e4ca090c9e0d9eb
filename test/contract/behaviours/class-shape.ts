import type { Kit } from '../kit.ts';

export default ({ flags }: Kit) => ({
  type: typeof WebSocket,
  name: WebSocket.name,
  length: WebSocket.length,
  tag: Object.prototype.toString.call(WebSocket),
  own: Reflect.ownKeys(WebSocket).map(String),
  flags: flags(window, 'WebSocket'),
  prototypeFlags: flags(WebSocket, 'prototype'),
  nameFlags: flags(WebSocket, 'name'),
  constants: [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED],
  constantFlags: flags(WebSocket, 'OPEN'),
  constructor: WebSocket.prototype.constructor === WebSocket,
  parent: Object.getPrototypeOf(WebSocket) === EventTarget,
  extensible: Object.isExtensible(WebSocket),
  prototypeKeys: Reflect.ownKeys(WebSocket.prototype).map(String),
  prototypeFlagsAll: Reflect.ownKeys(WebSocket.prototype).map((key) => flags(WebSocket.prototype, key)),
});
