import type { Packet, PacketKind } from '../decode/packet.ts';
import type { FrameRole } from './results.ts';

const rows = 4096;
/** Exchanges of which a frame joined a delivery that are remembered until somebody asks. */
const mostJoined = 10_000;
const kinds: readonly PacketKind[] = [
  'message',
  'request',
  'response',
  'error',
  'ack',
  'heartbeat',
  'chunk',
  'control',
  'transport',
  'attachment',
  'raw',
];

const kindNumbers = Object.fromEntries(kinds.map((kind, at) => [kind, at])) as Record<PacketKind, number>;

interface Block {
  readonly kind: Uint8Array;
  readonly name: Uint32Array;
  readonly scope: Uint32Array;
  /** Frame number; 0 is none. */
  readonly head: Uint32Array;
  /** Ids + 1; 0 is none. */
  readonly exchange: Uint32Array;
  readonly delivery: Uint32Array;
  readonly chunkStream: Uint32Array;
}

const createBlock = (): Block => ({
  kind: new Uint8Array(rows).fill(255),
  name: new Uint32Array(rows),
  scope: new Uint32Array(rows),
  head: new Uint32Array(rows),
  exchange: new Uint32Array(rows),
  delivery: new Uint32Array(rows),
  chunkStream: new Uint32Array(rows),
});

/** What each frame is to the rest, in columns: 25 bytes a frame. */
export interface FrameRoles {
  /** @param provisional not its last word: the packet is not complete, or its decoder not chosen */
  record(packet: Packet, provisional?: boolean): void;
  joinExchange(frame: number, id: number): void;
  joinDelivery(frame: number, id: number): void;
  joinChunkStream(frame: number, id: number): void;
  /** Exchanges of which a frame joined a delivery since it was last asked, the latest of them. */
  joined(): readonly number[];
  read(frame: number): FrameRole | undefined;
  /** Heartbeats and transport packets recorded so far. */
  readonly noise: number;
  /** Frees the blocks that lie wholly before `frame`. */
  forgetBefore(frame: number): void;
}

export function createFrameRoles(): FrameRoles {
  const blocks = new Map<number, Block>();
  const names: string[] = [''];
  const nameIds = new Map<string, number>([['', 0]]);
  let noise = 0;
  const unsettled = new Set<number>();
  let joined: number[] = [];
  const gone = createBlock();
  let firstBlock = 0;
  let forgotten = 0;
  let lastAt = -1;
  let lastBlock: Block | undefined;

  const blockOf = (frame: number): Block => {
    const at = Math.floor(frame / rows);
    if (at === lastAt && lastBlock) return lastBlock;
    // A partner of a frame that the log has let go: its row is nobody's any more.
    if (at < firstBlock) return gone;
    let block = blocks.get(at);
    if (!block) {
      block = createBlock();
      blocks.set(at, block);
    }
    lastAt = at;
    lastBlock = block;
    return block;
  };

  const nameId = (name: string): number => {
    const known = nameIds.get(name);
    if (known !== undefined) return known;
    // Names are the protocol's own few; a protocol that puts data into them must not fill the memory.
    if (names.length >= 20_000) return 0;
    nameIds.set(name, names.length);
    names.push(name);
    return names.length - 1;
  };

  const write = (frame: number, kind: PacketKind, packet: Packet, provisional: boolean): void => {
    const block = blockOf(frame);
    const row = frame % rows;
    // A frame with several packets is told by its first.
    if (block.kind[row] !== 255 && !unsettled.has(frame)) return;
    if (provisional) unsettled.add(frame);
    else unsettled.delete(frame);
    block.kind[row] = kindNumbers[kind];
    if (kind === 'heartbeat' || kind === 'transport') noise++;
    block.name[row] = nameId(packet.name);
    if (packet.scope !== undefined) block.scope[row] = nameId(packet.scope);
    block.head[row] = frame === packet.frame ? 0 : packet.frame;
  };

  return {
    get noise() {
      return noise;
    },
    record(packet, provisional = false) {
      write(packet.frame, packet.kind, packet, provisional);
      if (packet.frameSize !== undefined) return;
      for (const { frame } of packet.spans)
        if (frame !== packet.frame) write(frame, 'attachment', packet, provisional);
    },
    joinExchange(frame, id) {
      blockOf(frame).exchange[frame % rows] = id + 1;
    },
    joinDelivery(frame, id) {
      const block = blockOf(frame);
      const row = frame % rows;
      const exchange = block.exchange[row]!;
      if (exchange > 0 && block.delivery[row] !== id + 1) {
        joined.push(exchange - 1);
        if (joined.length >= 2 * mostJoined) joined = joined.slice(-mostJoined);
      }
      block.delivery[row] = id + 1;
    },
    joined() {
      const all = joined;
      joined = [];
      return all;
    },
    joinChunkStream(frame, id) {
      blockOf(frame).chunkStream[frame % rows] = id + 1;
    },
    read(frame) {
      const block = blocks.get(Math.floor(frame / rows));
      const row = frame % rows;
      if (!block || block.kind[row] === 255) return undefined;
      const id = (column: Uint32Array): number | null => (column[row] ? column[row]! - 1 : null);
      return {
        name: names[block.name[row]!] ?? '',
        scope: names[block.scope[row]!] ?? '',
        kind: kinds[block.kind[row]!] ?? 'raw',
        head: block.head[row] || null,
        exchange: id(block.exchange),
        delivery: id(block.delivery),
        chunkStream: id(block.chunkStream),
      };
    },
    forgetBefore(frame) {
      const keep = Math.floor(frame / rows);
      for (; firstBlock < keep; firstBlock++) blocks.delete(firstBlock);
      if (lastAt < keep) lastBlock = undefined;
      if (keep > forgotten) for (const each of unsettled) if (each < keep * rows) unsettled.delete(each);
      forgotten = keep;
    },
  };
}
