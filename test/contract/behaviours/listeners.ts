import type { Kit } from '../kit.ts';

export default async ({ open, echo }: Kit) => {
  const socket = await open();
  const seen: unknown[] = [];
  const handler = ({ data }: MessageEvent): unknown => seen.push(['handler', data]);
  const object = {
    handleEvent(this: unknown) {
      seen.push(['object', this === object]);
    },
  };
  socket.addEventListener('message', object as unknown as EventListener);
  socket.addEventListener('message', function (this: WebSocket) {
    seen.push(['this', this === socket]);
  });
  socket.onmessage = handler;
  const twice = (): unknown => seen.push('twice');
  socket.addEventListener('message', twice);
  socket.addEventListener('message', twice);
  const removed = (): unknown => seen.push('removed');
  socket.addEventListener('message', removed);
  socket.removeEventListener('message', removed);
  socket.addEventListener('message', () => seen.push('once'), { once: true });
  const control = new AbortController();
  socket.addEventListener('message', () => seen.push('aborted'), { signal: control.signal });
  control.abort();
  socket.addEventListener(
    'message',
    () => socket.addEventListener('message', () => seen.push('added while told'), { once: true }),
    { once: true },
  );
  await echo(socket, 'one');
  const same = socket.onmessage === handler;
  socket.onmessage = null;
  await echo(socket, 'two');
  socket.onmessage = 7 as never;
  const odd = socket.onmessage;
  socket.onmessage = object as never;
  const objectHandler = (socket.onmessage as unknown) === object;
  return { seen, same, odd, objectHandler };
};
