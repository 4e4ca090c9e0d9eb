import type { Kit } from '../kit.ts';

export default async ({ open, echo }: Kit) => {
  const socket = await open();
  const seen: unknown[] = [];
  socket.onmessage = ({ data, isTrusted }) => seen.push([data, isTrusted]);
  socket.onclose = ({ isTrusted }) => seen.push(['close', isTrusted]);
  socket.onopen = ({ isTrusted }) => seen.push(['open', isTrusted]);
  const dispatched = [
    socket.dispatchEvent(new MessageEvent('message', { data: 'forged', cancelable: true })),
    socket.dispatchEvent(new CloseEvent('close', { code: 1000 })),
    socket.dispatchEvent(new Event('open')),
  ];
  await echo(socket, 'real');
  return { seen, dispatched, state: socket.readyState };
};
