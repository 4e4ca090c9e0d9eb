import type { Kit } from '../kit.ts';

/** Sends by a method of one realm on a socket of the other: see docs/decisions/0004; the browser's own count tells them. */
export const unrecorded = 2;

export default async ({ attempt, once, url }: Kit) => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  const other = frame.contentWindow as unknown as typeof globalThis & Window;
  const theirs = new other.WebSocket(url);
  await once(theirs, 'open');
  const heard = once<MessageEvent>(theirs, 'message');
  // A method of one realm on an object of the other.
  WebSocket.prototype.send.call(theirs, 'borrowed');
  const { data } = await heard;
  const mine = new WebSocket(url);
  await once(mine, 'open');
  const answered = once<MessageEvent>(mine, 'message');
  other.WebSocket.prototype.send.call(mine, 'lent');
  return {
    distinct: other.WebSocket !== WebSocket,
    instance: [
      theirs instanceof WebSocket,
      theirs instanceof other.WebSocket,
      mine instanceof other.WebSocket,
    ],
    data,
    lent: (await answered).data,
    error: attempt(() => other.WebSocket.prototype.send.call({} as WebSocket, 'x')),
    errorRealm: (() => {
      try {
        new other.WebSocket('ws://[');
        return 'none';
      } catch (error) {
        return [error instanceof DOMException, error instanceof other.DOMException];
      }
    })(),
    removed: await (async () => {
      frame.remove();
      return attempt(() => new other.WebSocket(url).readyState);
    })(),
  };
};
