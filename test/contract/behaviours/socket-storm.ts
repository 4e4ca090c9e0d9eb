import type { Kit } from '../kit.ts';

/** Many sockets at once: they open and close in the order of construction, as the browser has it. */
export default async ({ once, url }: Kit) => {
  const opened: number[] = [];
  const sockets = Array.from({ length: 60 }, (_, at) => {
    const socket = new WebSocket(url);
    socket.onopen = () => opened.push(at);
    return socket;
  });
  await Promise.all(sockets.map((socket) => once(socket, 'open')));
  const closed = sockets.map((socket) => once<CloseEvent>(socket, 'close'));
  for (const socket of sockets) socket.close();
  const codes = await Promise.all(closed);
  return { opened: opened.length, codes: [...new Set(codes.map(({ code }) => code))] };
};
