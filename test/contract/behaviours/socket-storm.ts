import type { Kit } from '../kit.ts';

/** Many sockets that live at once, a dozen opening at a time: more that are pending to one host Chromium holds back for seconds. */
export default async ({ once, url }: Kit) => {
  const opened: number[] = [];
  const sockets: WebSocket[] = [];
  for (let wave = 0; wave < 5; wave++) {
    const opening = Array.from({ length: 12 }, () => {
      const at = sockets.length;
      const socket = new WebSocket(url);
      sockets.push(socket);
      socket.onopen = () => opened.push(at);
      return once(socket, 'open');
    });
    await Promise.all(opening);
  }
  const closed = sockets.map((socket) => once<CloseEvent>(socket, 'close'));
  for (const socket of sockets) socket.close();
  const codes = await Promise.all(closed);
  return { opened: opened.length, codes: [...new Set(codes.map(({ code }) => code))] };
};
