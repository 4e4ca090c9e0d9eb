import { afterEach, describe, expect, it } from 'vitest';
import { socketioDecoder } from '../../../src/decode/decoders/socketio/socketio-decoder.ts';
import type { Packet } from '../../../src/decode/packet.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { until } from '../../support/poll.ts';
import { createRecordingProxy } from '../../support/recording-proxy.ts';
import { ask, type Generation, generations, next } from '../../support/socketio-generations.ts';
import { oraclePackets, ourPackets } from '../../support/socketio-oracle.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Every kind of packet that a server and a client of one generation say to each other. */
async function converse(generation: Generation, parser: object = {}): Promise<SessionLog> {
  const server = await generation.serve({ pingInterval: 60, pingTimeout: 5_000, ...parser });
  closing.push(server.close);
  const { io } = server;
  io.on('connection', (socket) => {
    socket.on('join', ((room: string, done: (...args: unknown[]) => void) =>
      done(null, { room, members: [1, 2.5, 98765432109876] })) as never);
    socket.on('file', ((_name: string, bytes: Buffer, _more: object, done: (...args: unknown[]) => void) =>
      done('stored', Buffer.concat([bytes, Buffer.from([7])]), [Buffer.alloc(0)])) as never);
    socket.on('bye', (() => socket.disconnect()) as never);
    socket.emit('welcome', 'ünïcode ✓ "quoted"', null, true, { deep: [{ a: 1 }] });
    socket.emit('nothing');
    socket.emit(
      'picture',
      Buffer.from([1, 2, 3]),
      { thumb: Buffer.from([4]), alt: 'x' },
      Buffer.alloc(300, 9),
    );
    socket.emit('question', 'ready?', ((answer: string) => socket.emit('thanks', answer)) as never);
  });
  io.of('/chat').on('connection', (socket) => {
    socket.emit('history', [
      ['a', 1],
      ['b', 2],
    ]);
    socket.on('say', ((text: string, done: (...args: unknown[]) => void) => done(text.length)) as never);
  });
  io.of('/admin').use((_socket, refuse) =>
    refuse(Object.assign(new Error('not allowed'), { data: { code: 'E_AUTH' } })),
  );

  const proxy = await createRecordingProxy(server.url);
  closing.push(proxy.close);
  const client = generation.connect(proxy.url, { auth: { token: 's3cret' }, ...parser });
  closing.push(() => client.disconnect());
  client.on('question', ((_text: string, done: (answer: string) => void) => done('yes')) as never);
  await next(client, 'thanks');
  expect(await ask(client, 'join', 'lobby')).toEqual([
    null,
    { room: 'lobby', members: [1, 2.5, 98765432109876] },
  ]);
  const [said, bytes] = await ask(client, 'file', 'a.bin', Buffer.from([5, 6]), {
    nested: [Buffer.from([8])],
  });
  expect([said, [...(bytes as Uint8Array)]]).toEqual(['stored', [5, 6, 7]]);
  const manager = (client as unknown as { io: { socket(name: string, options?: object): typeof client } }).io;
  const chat = manager.socket('/chat', { auth: { token: 'c' }, query: 'token=q' });
  chat.connect();
  await next(chat, 'history');
  expect(await ask(chat, 'say', 'hello')).toEqual([5]);
  const admin = manager.socket('/admin');
  const refused = next(admin, generation.engine === 3 ? 'error' : 'connect_error');
  admin.connect();
  await refused;
  chat.disconnect();
  const frames = () => proxy.facts.flatMap((fact) => (fact.kind === 'frame' ? [fact.data] : []));
  await until(() => frames().includes('2') && frames().includes('3'));
  const ended = next(client, 'disconnect');
  client.emit('bye');
  await ended;
  return proxy.log();
}

function decode(log: SessionLog): readonly Packet[] {
  const state = socketioDecoder.create(log.connections[0]!);
  const packets: Packet[] = [];
  for (let number = 1; number <= log.lastFrame; number++) packets.push(...state.accept(log.frame(number)!));
  return packets;
}

describe.each(generations)('real traffic of Socket.IO $name', (generation) => {
  it('reads as the published parsers read it', async () => {
    const log = await converse(generation);
    const packets = decode(log);
    expect(packets.filter((packet) => packet.problem)).toEqual([]);
    for (const direction of ['sent', 'received'] as const) {
      const theirs = oraclePackets(log, direction, generation);
      expect(theirs.length).toBeGreaterThan(6);
      expect(ourPackets(packets, direction)).toEqual(theirs);
    }
    const frames = packets.flatMap((packet) => packet.spans.map((span) => span.frame));
    expect([...new Set(frames)].sort((one, other) => one - other)).toEqual(
      Array.from({ length: log.lastFrame }, (_, at) => at + 1),
    );
    // The right side pings.
    const pings = packets.filter((packet) =>
      packet.links.some((link) => link.kind === 'beats' && link.beat === 'ping'),
    );
    expect(new Set(pings.map((packet) => packet.direction))).toEqual(
      new Set([generation.engine === 3 ? 'sent' : 'received']),
    );
  });
});

describe('real traffic with the msgpack parser', () => {
  it('reads as the published parser reads it', async () => {
    const parser = await import('socket.io-msgpack-parser');
    const log = await converse(generations[0]!, { parser });
    const packets = decode(log);
    expect(packets.filter((packet) => packet.problem)).toEqual([]);
    expect(packets.some((packet) => packet.layers.join() === 'Engine.IO,Socket.IO,msgpack')).toBe(true);
    for (const direction of ['sent', 'received'] as const)
      expect(ourPackets(packets, direction)).toEqual(
        oraclePackets(log, direction, {
          ...generations[0]!,
          createOracle: () => new parser.Decoder() as never,
        }),
      );
  });
});
