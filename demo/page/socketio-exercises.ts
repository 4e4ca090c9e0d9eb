import type { Socket } from 'socket.io-client';
import * as msgpackParser from 'socket.io-msgpack-parser';
import type { Runnable } from './mount-exercises.ts';
import { control, next, open, pause } from './socketio-client.ts';
import { makeFile } from './upload.ts';

/** Runs with a socket that is connected, and leaves it afterwards. */
async function withSocket(socket: Socket, run: (socket: Socket) => Promise<string>): Promise<string> {
  try {
    if (!socket.connected) await next(socket, 'connect');
    return await run(socket);
  } finally {
    socket.disconnect();
  }
}

/** Breaks the transport and waits until the client has noticed. */
async function cut(socket: Socket, also = ''): Promise<void> {
  const away = next(socket, 'disconnect');
  await control(`cut=1${also}`);
  await away;
}

const fiveUsers = async (socket: Socket): Promise<string> => {
  const order: number[] = [];
  await Promise.all(
    [300, 240, 180, 120, 60].map((delay, user) =>
      socket.emitWithAck('user.get', user, delay).then(() => order.push(user)),
    ),
  );
  return `acknowledged in the order ${order.join(', ')}`;
};

const photo = async (socket: Socket): Promise<string> => {
  const thumbnail = next(socket, 'thumbnail');
  const [, stored] = await new Promise<readonly unknown[]>((resolve) =>
    // An ArrayBuffer: the msgpack parser takes a view for a plain object.
    socket.emit('photo', 'beach.jpg', makeFile(2048).buffer, (...args: unknown[]) => resolve(args)),
  );
  const [, small] = await thumbnail;
  return `${(stored as { stored: number }).stored} bytes stored, thumbnail of ${(small as ArrayBuffer).byteLength}`;
};

export const exercises: readonly Runnable[] = [
  {
    name: 'acks',
    title: 'Five acks, out of order',
    about: 'Five user.get with a callback; the server calls the last one back first.',
    start: () => withSocket(open(), fiveUsers),
  },
  {
    name: 'failed-ack',
    title: 'An ack that is an error',
    about: 'room.join for a room that does not exist.',
    start: () =>
      withSocket(open(), async (socket) => {
        const { error } = await socket.emitWithAck('room.join', 'attic');
        return `${error.code}: ${error.message}`;
      }),
  },
  {
    name: 'server-asks',
    title: 'The server asks',
    about: 'The server emits with a callback, and the page acknowledges.',
    start: () =>
      withSocket(open(), async (socket) => {
        socket.on('are you there?', (_time: number, answer: (text: string) => void) => answer('yes'));
        socket.emit('ask me');
        const [said] = await next(socket, 'you said');
        return `the page said ${String(said)}`;
      }),
  },
  {
    name: 'retries',
    title: 'Retries until acknowledged',
    about: 'The retries option: the server hears the third attempt only.',
    start: () =>
      withSocket(open('/', { retries: 3, ackTimeout: 600 }), async (socket) => {
        const id = `A-${crypto.randomUUID().slice(0, 4)}`;
        const paid = await new Promise((resolve) =>
          socket.emit('order.pay', { id, hear: 3 }, (_error: unknown, _none: unknown, order: unknown) =>
            resolve(order),
          ),
        );
        return `paid ${(paid as { paid: string }).paid} at the third attempt`;
      }),
  },
  {
    name: 'given-up',
    title: 'Timeout, retried by hand and given up',
    about: 'emit with a timeout of 600 ms, three times, and never acknowledged.',
    start: () =>
      withSocket(open(), async (socket) => {
        const id = `B-${crypto.randomUUID().slice(0, 4)}`;
        for (let attempt = 1; attempt <= 3; attempt++) {
          try {
            await socket.timeout(600).emitWithAck('order.pay', { id, hear: 9 });
            return 'paid';
          } catch {
            // Again.
          }
        }
        await pause(1_200);
        return `${id} given up after 3 attempts`;
      }),
  },
  {
    name: 'break',
    title: 'Transport broken: lost and buffered',
    about:
      'An event without ack goes out as the connection breaks; two are emitted while away, and a volatile one.',
    start: () =>
      withSocket(open(), async (socket) => {
        await pause(100);
        const away = cut(socket);
        socket.emit('typing', 'is anybody there');
        await away;
        await pause(50);
        socket.emit('draft.save', 'first');
        socket.emit('draft.save', 'second');
        socket.volatile.emit('cursor', 12, 80);
        await next(socket, 'connect');
        await pause(200);
        return 'two drafts were kept and sent on the reconnect';
      }),
  },
  {
    name: 'recovered',
    title: 'Session recovered',
    about: 'Connection state recovery: three items are emitted while the page is away, and replayed.',
    start: () =>
      withSocket(open(), async (socket) => {
        const seen: unknown[] = [];
        socket.on('news', (item) => seen.push(item));
        await control('news=1');
        await cut(socket);
        await control('news=3');
        await next(socket, 'connect');
        await pause(200);
        return `${socket.recovered ? 'recovered' : 'not recovered'}, ${seen.length} items of 4`;
      }),
  },
  {
    name: 'not-recovered',
    title: 'Session not recovered',
    about: 'The server has forgotten the session: what was emitted while away is missing.',
    start: () =>
      withSocket(open(), async (socket) => {
        const seen: unknown[] = [];
        socket.on('news', (item) => seen.push(item));
        await control('news=1');
        await cut(socket, '&forget=1');
        await control('news=3');
        await next(socket, 'connect');
        await pause(200);
        return `${socket.recovered ? 'recovered' : 'not recovered'}, ${seen.length} items of 4`;
      }),
  },
  {
    name: 'own-offset',
    title: "The application's own offset",
    about: 'Each line has a number; on reconnect the page asks from the last one it saw.',
    start: () => {
      const auth = { serverOffset: 0 };
      const socket = open('/log', { auth, path: '/plain/socket.io/' });
      const lines: string[] = [];
      socket.on('line', (text: string, offset: number) => {
        lines.push(text);
        socket.auth = { ...socket.auth, serverOffset: offset };
      });
      return withSocket(socket, async () => {
        await control('log=one');
        await cut(socket);
        await control('log=two');
        await control('log=three');
        await next(socket, 'connect');
        await pause(200);
        return `lines: ${lines.slice(-3).join(', ')}`;
      });
    },
  },
  {
    name: 'binary',
    title: 'Binary in both directions',
    about: 'A photo goes up with an ack, and comes back with two attachments.',
    start: () => withSocket(open(), photo),
  },
  {
    name: 'namespaces',
    title: 'Several namespaces on one connection',
    about: '/chat takes the page in, /admin refuses it.',
    start: () =>
      withSocket(open('/chat', { auth: { name: 'Mina' } }), async (chat) => {
        const main = chat.io.socket('/', {});
        const admin = chat.io.socket('/admin', {});
        const refused = next(admin, 'connect_error');
        const length = await chat.emitWithAck('say', 'hello');
        const [error] = await refused;
        admin.disconnect();
        main.disconnect();
        return `said ${String(length)} letters; /admin: ${(error as Error).message}`;
      }),
  },
  {
    name: 'kicked',
    title: 'Disconnected by the server',
    about: 'The server ends it; the client does not reconnect by itself.',
    start: () =>
      withSocket(open(), async (socket) => {
        const gone = next(socket, 'disconnect');
        socket.emit('kick me');
        const [reason] = await gone;
        return String(reason);
      }),
  },
  {
    name: 'msgpack',
    title: 'The msgpack parser',
    about: 'The same acks and the same photo, packed.',
    start: () =>
      withSocket(open('/', { path: '/msgpack/socket.io/', parser: msgpackParser }), async (socket) => {
        await fiveUsers(socket);
        return photo(socket);
      }),
  },
  {
    name: 'upgrade',
    title: 'From long-polling to WebSocket',
    about:
      'As clients do by default: HTTP first, then a probe and the upgrade. What is asked before is acknowledged after it.',
    start: () =>
      withSocket(open('/', { transports: ['polling', 'websocket'] }), async (socket) => {
        const slow = socket.emitWithAck('user.get', 8, 600);
        if (socket.io.engine.transport.name !== 'websocket')
          await new Promise<void>((resolve) => socket.io.engine.once('upgrade', () => resolve()));
        await socket.emitWithAck('user.get', 7, 0);
        await slow;
        return `now on ${socket.io.engine.transport.name}`;
      }),
  },
  {
    name: 'polling',
    title: 'Long-polling only',
    about: 'A client that never upgrades, behind a proxy that lets no WebSocket through.',
    start: () =>
      withSocket(open('/', { transports: ['polling'] }), async (socket) => {
        await fiveUsers(socket);
        await photo(socket);
        return `all of it on ${socket.io.engine.transport.name}`;
      }),
  },
];
