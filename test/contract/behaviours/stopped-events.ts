import type { Kit } from '../kit.ts';

export default async ({ open, echo }: Kit) => {
  const socket = await open();
  const seen: string[] = [];
  const stopAt = (where: string, capture: boolean) => {
    const stop = (event: Event): void => {
      seen.push(where);
      event.stopImmediatePropagation();
    };
    socket.addEventListener('message', stop, capture);
    return () => socket.removeEventListener('message', stop, capture);
  };
  const late = (): unknown => seen.push('late');
  const inTime = new Promise<void>((resolve) => {
    const stopBubble = stopAt('bubble', false);
    socket.addEventListener('message', late);
    socket.send('one');
    setTimeout(() => {
      stopBubble();
      resolve();
    }, 50);
  });
  await inTime;
  const stopCapture = stopAt('capture', true);
  socket.send('two');
  await new Promise((resolve) => setTimeout(resolve, 50));
  stopCapture();
  await echo(socket, 'three');
  return seen;
};
