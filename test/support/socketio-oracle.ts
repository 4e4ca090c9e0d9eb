import type { Packet } from '../../src/decode/packet.ts';
import type { SessionLog } from '../../src/session/session.ts';
import type { Direction } from '../../src/wire/fact.ts';
import type { Generation, OraclePacket } from './socketio-generations.ts';

const typeNames = ['CONNECT', 'DISCONNECT', 'EVENT', 'ACK', 'CONNECT_ERROR', 'EVENT', 'ACK'];

/** Bytes as hex, so that Buffer and Uint8Array compare; BigInt as the double that the published parsers make of it. */
export const plain = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? `bytes ${Buffer.from(value).toString('hex')}`
    : Array.isArray(value)
      ? value.map(plain)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]))
        : typeof value === 'bigint'
          ? Number(value)
          : value;

export const plainOracle = ({ type, nsp, id, data }: OraclePacket): unknown => ({
  type: typeNames[type],
  nsp,
  // Two runs of digits with a blank between them: the published parsers make NaN of that, which names nobody.
  ...(id !== undefined && !Number.isNaN(id) && { id }),
  ...(data !== undefined && { data: plain(data) }),
});

/** What the published parsers of a generation make of the frames of one direction. */
export function oraclePackets(
  log: SessionLog,
  direction: Direction,
  { readEngine, createOracle }: Generation,
  socketOracle: ReturnType<Generation['createOracle']> = createOracle(),
): unknown[] {
  const packets: unknown[] = [];
  let oracle = socketOracle;
  oracle.on('decoded', (packet) => packets.push(plainOracle(packet)));
  let connection = 0;
  for (let number = log.firstFrame; number <= log.lastFrame; number++) {
    const frame = log.frame(number);
    if (!frame || frame.direction !== direction || frame.data === null) continue;
    if (connection !== 0 && connection !== frame.connection) {
      oracle = createOracle();
      oracle.on('decoded', (packet) => packets.push(plainOracle(packet)));
    }
    connection = frame.connection;
    const { type, data } = readEngine(typeof frame.data === 'string' ? frame.data : Buffer.from(frame.data));
    if (type === 'message') oracle.add(data ?? '');
  }
  return packets;
}

/** Ours, in the same words. */
export const ourPackets = (packets: readonly Packet[], direction: Direction): unknown[] =>
  packets
    .filter((packet) => packet.direction === direction && packet.layers.includes('Socket.IO'))
    .map((packet) => plain(packet.value()));
