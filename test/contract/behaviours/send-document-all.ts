import type { Kit } from '../kit.ts';

/** `document.all` says of itself that it is undefined and is an object all the same, which is converted once. */
export default async ({ open, once }: Kit) => {
  let times = 0;
  const { all } = document;
  Object.defineProperty(all, 'toString', { configurable: true, value: () => `all ${++times}` });
  const socket = await open();
  const answers: unknown[] = [];
  for (const data of [all, { toString: () => all, valueOf: () => `value ${++times}` }]) {
    const answer = once<MessageEvent>(socket, 'message');
    socket.send(data as unknown as string);
    answers.push((await answer).data);
  }
  socket.close();
  await once(socket, 'close');
  return { answers, times };
};
