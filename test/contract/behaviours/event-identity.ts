import type { Kit } from '../kit.ts';

export default async ({ open, once }: Kit) => {
  const socket = await open();
  socket.binaryType = 'arraybuffer';
  const events: MessageEvent[] = [];
  socket.addEventListener('message', (event) => events.push(event));
  let inside: unknown;
  socket.onmessage = (event) => {
    events.push(event);
    inside = [
      event.eventPhase,
      event.currentTarget === socket,
      event.composedPath().length,
      event.returnValue,
      event.defaultPrevented,
    ];
  };
  const heard = once<MessageEvent>(socket, 'message');
  socket.send(Uint8Array.of(1));
  const event = await heard;
  return {
    same: events.every((each) => each === event),
    data: event.data === events[0]!.data,
    inside,
    own: Reflect.ownKeys(event).map(String),
    prototype: Object.getPrototypeOf(event) === MessageEvent.prototype,
    told: [
      event.isTrusted,
      event.target === socket,
      event.srcElement === socket,
      event.currentTarget,
      event.eventPhase,
      event.bubbles,
      event.cancelable,
      event.composed,
    ],
    message: [event.origin.replace(/\d+$/, ''), event.lastEventId, event.source, event.ports.length],
    stamp: event.timeStamp > 0 && event.timeStamp <= performance.now(),
    cancelled: [event.preventDefault(), event.defaultPrevented],
  };
};
