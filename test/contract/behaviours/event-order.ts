import type { Kit } from '../kit.ts';

/** Listeners in the order they were added, microtasks after each, messages before the close that follows them. */
export default async ({ once, url }: Kit) => {
  const order: string[] = [];
  const socket = new WebSocket(url);
  const say =
    (what: string) =>
    (event: Event): void => {
      order.push(`${what} ${event.type}`);
      queueMicrotask(() => order.push(`microtask of ${what} ${event.type}`));
    };
  socket.addEventListener('open', say('first'));
  socket.onopen = say('handler');
  socket.addEventListener('open', say('last'));
  socket.addEventListener('open', say('capture'), true);
  socket.addEventListener('message', say('listener'));
  socket.onmessage = say('handler');
  socket.onclose = say('handler');
  order.push('after construct');
  await once(socket, 'open');
  order.push('after await');
  socket.send('one');
  socket.send('two');
  socket.send('close 4000 done');
  await once(socket, 'close');
  socket.onmessage = null;
  return order;
};
