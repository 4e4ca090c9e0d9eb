import type { Kit } from '../kit.ts';

export default async ({ attempt, once, url }: Kit) => {
  const { send, close } = WebSocket.prototype;
  const early = new WebSocket(url);
  const errors = {
    early: attempt(() => early.send('early')),
    strange: [{}, null, undefined, 1, window, new EventTarget(), Object.create(WebSocket.prototype)].map(
      (each) => [
        attempt(() => send.call(each as WebSocket, 'x')),
        attempt(() => close.call(each as WebSocket)),
      ],
    ),
    nothing: attempt(() => Reflect.apply(send, early, [])),
    symbol: attempt(() => Reflect.apply(send, early, [Symbol('s')])),
  };
  await once(early, 'open');
  early.close();
  return { ...errors, closing: [attempt(() => early.send('lost')), early.bufferedAmount, early.readyState] };
};
