import type { Kit } from '../kit.ts';

export default async ({ open, echo, later }: Kit) => {
  const socket = await open();
  const seen: string[] = [];
  /** Sends, and waits until a listener of that phase has stopped the answer. */
  const stopped = async (where: string, capture: boolean, text: string): Promise<void> => {
    let stop: (event: Event) => void = () => {};
    const met = new Promise<void>((resolve) => {
      stop = (event) => {
        seen.push(where);
        event.stopImmediatePropagation();
        resolve();
      };
    });
    socket.addEventListener('message', stop, capture);
    if (where === 'bubble') socket.addEventListener('message', () => seen.push('late'));
    socket.send(text);
    await met;
    // What comes after it in the same event has run by then.
    await later(0);
    socket.removeEventListener('message', stop, capture);
  };
  await stopped('bubble', false, 'one');
  await stopped('capture', true, 'two');
  await echo(socket, 'three');
  return seen;
};
