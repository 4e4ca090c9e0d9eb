import type { Kit } from '../kit.ts';

/** Nothing of ours passes by the window, and forging our hand-over finds nobody. */
export default async ({ open, echo, later }: Kit) => {
  const seen: string[] = [];
  for (const type of [
    'message',
    'messageerror',
    'error',
    'unhandledrejection',
    'rejectionhandled',
    'sockscope:port',
    'beforeunload',
  ]) {
    addEventListener(type, () => seen.push(type), true);
  }
  const socket = await open();
  await echo(socket, 'x');
  await later(100);
  const { port1, port2 } = new MessageChannel();
  const answers: unknown[] = [];
  port1.onmessage = ({ data }) => answers.push(data);
  const taken = !dispatchEvent(new MessageEvent('sockscope:port', { ports: [port2], cancelable: true }));
  await later(100);
  return { seen, taken, answers };
};
