import type { Kit } from '../kit.ts';

/** A page's own way out: which events it gets, what its sockets are then, and that sending still works. */
/** Sends of a document that goes away: the browser may or may not get them out, and they are recorded. */
export const undelivered = 3;

export default async ({ later }: Kit) => {
  const frame = document.body.appendChild(document.createElement('iframe'));
  const inner = frame.contentWindow as unknown as Window & typeof globalThis;
  const seen: unknown[] = [];
  const socket = new inner.WebSocket(`${location.origin.replace('http', 'ws')}/`);
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  socket.onclose = () => seen.push('close');
  socket.onerror = () => seen.push('error');
  for (const type of ['pagehide', 'unload', 'visibilitychange', 'beforeunload']) {
    inner.addEventListener(type, () => {
      seen.push([type, socket.readyState]);
      socket.send('silent going');
    });
  }
  frame.remove();
  await later(60);
  return { seen, state: socket.readyState };
};
