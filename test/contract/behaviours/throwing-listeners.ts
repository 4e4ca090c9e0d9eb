import type { Kit } from '../kit.ts';

/** A page's own error reaches window.onerror, with the page's line, and stops nobody else. */
export default async ({ open, later }: Kit) => {
  const socket = await open();
  const seen: unknown[] = [];
  const onError = (event: ErrorEvent): void => {
    seen.push([event.message, event.lineno, event.error?.stack?.includes('extension')]);
    event.preventDefault();
  };
  addEventListener('error', onError);
  addEventListener('unhandledrejection', () => seen.push('unhandledrejection'));
  socket.onmessage = () => {
    throw new RangeError('mine');
  };
  socket.addEventListener('message', () => seen.push('next'));
  socket.send('x');
  await later(60);
  removeEventListener('error', onError);
  return seen.map((each) => (Array.isArray(each) ? [each[0], each[2]] : each));
};
