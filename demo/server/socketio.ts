import type { Server as HttpServer } from 'node:http';
import { type Namespace, Server, type Socket } from 'socket.io';
import * as msgpackParser from 'socket.io-msgpack-parser';

/** The Socket.IO side of the demo, on the HTTP server of the rest. */
export interface SocketIoSide {
  /** `client=ID` with `cut=1`, `forget=1` (its session), `news=N` (to everybody), `log=TEXT` (kept, and sent to who is there) */
  control(params: URLSearchParams): void;
  close(): void;
}

type Answer = (...args: readonly unknown[]) => void;

export function attachSocketIo(http: HttpServer): SocketIoSide {
  const options = { pingInterval: 5_000, pingTimeout: 4_000 };
  const io = new Server(http, { ...options, connectionStateRecovery: { maxDisconnectionDuration: 60_000 } });
  const packed = new Server(http, { ...options, path: '/msgpack/socket.io/', parser: msgpackParser });
  const plain = new Server(http, { ...options, path: '/plain/socket.io/' });
  const tries = new Map<string, number>();
  const log: string[] = [];
  let news = 0;

  io.on('connection', (socket) => {
    serveEvents(socket, tries);
    socket.on('ask me', () =>
      socket
        .timeout(5_000)
        .emit('are you there?', Date.now(), (_error: unknown, answer: unknown) =>
          socket.emit('you said', answer),
        ),
    );
    socket.on('kick me', () => socket.disconnect());
  });
  packed.on('connection', (socket) => serveEvents(socket, tries));
  io.of('/chat').on('connection', (socket) => {
    socket.emit('joined', socket.handshake.auth.name);
    socket.on('say', (text: string, answer: Answer) => {
      socket.emit('said', text);
      answer(text.length);
    });
  });
  io.of('/admin').use((_socket, refuse) =>
    refuse(Object.assign(new Error('not allowed'), { data: { code: 'E_ROLE', needs: 'admin' } })),
  );
  // No recovery by the protocol here: the application numbers what it says and is asked from a number.
  plain.of('/log').on('connection', (socket) => {
    const { serverOffset } = socket.handshake.auth;
    for (const [at, text] of log.entries())
      if (typeof serverOffset === 'number' && at >= serverOffset) socket.emit('line', text, at + 1);
  });

  return {
    control(params) {
      const client = params.get('client');
      for (const socket of [...io.sockets.sockets.values(), ...plain.of('/log').sockets.values()]) {
        if (socket.handshake.auth.client !== client) continue;
        if (params.has('cut')) cut(socket);
        if (params.has('forget')) forget(io.of('/'), socket);
      }
      for (let count = Number(params.get('news') ?? 0); count > 0; count--) io.emit('news', `item ${++news}`);
      const line = params.get('log');
      if (line !== null) plain.of('/log').emit('line', line, log.push(line));
    },
    close() {
      io.close();
      packed.close();
      plain.close();
    },
  };
}

function serveEvents(socket: Socket, tries: Map<string, number>): void {
  socket.on('user.get', (user: number, delay: number, answer: Answer) =>
    setTimeout(() => answer(null, { user, name: 'Mina', plan: 'pro' }), Math.min(delay, 5_000)),
  );
  socket.on('room.join', (room: string, answer: Answer) =>
    answer({ error: { code: 'NotFound', message: `no such room: ${room}` } }),
  );
  /** Hears only the attempt of this number. */
  socket.on('order.pay', (order: { readonly id: string; readonly hear: number }, answer: Answer) => {
    const nth = (tries.get(order.id) ?? 0) + 1;
    tries.set(order.id, nth);
    if (nth === order.hear) answer(null, { paid: order.id });
  });
  socket.on('photo', (name: string, bytes: ArrayBuffer, answer: Answer) => {
    // The parsers differ in what they make of bytes: a Buffer, or an ArrayBuffer.
    const photo = Buffer.from(bytes);
    socket.emit('thumbnail', name, photo.subarray(0, 64), { original: photo.length, full: photo });
    answer(null, { stored: photo.length, first: photo.subarray(0, 8) });
  });
}

/** As a lost network does: no Close frame. The transport's own WebSocket has no public name. */
function cut(socket: Socket): void {
  const { transport } = socket.conn as unknown as { transport: { socket?: { terminate(): void } } };
  transport.socket?.terminate();
}

/** As a restarted server does: the session that the client will ask for is gone. */
function forget(namespace: Namespace, socket: Socket): void {
  const adapter = namespace.adapter as unknown as { sessions: Map<string, unknown> };
  const { pid } = socket as unknown as { pid: string };
  socket.once('disconnect', () => setTimeout(() => adapter.sessions.delete(pid), 0));
}
