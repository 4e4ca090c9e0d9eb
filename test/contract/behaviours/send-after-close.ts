import type { Kit } from '../kit.ts';

export default async ({ attempt, open, once }: Kit) => {
  const socket = await open();
  const closed = once(socket, 'close');
  socket.close();
  const amounts: unknown[] = [];
  for (const each of ['text', '세계', new Uint8Array(5), new Blob(['blob']), { toString: () => 'object' }]) {
    amounts.push(
      attempt(() => socket.send(each as string)),
      socket.bufferedAmount,
    );
  }
  await closed;
  amounts.push(
    attempt(() => socket.send('later')),
    socket.bufferedAmount,
  );
  return amounts;
};
