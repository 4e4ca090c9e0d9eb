import type { Packet } from '../decode/packet.ts';
import type { FrameRole } from './results.ts';

const rows = 4096;
const kinds: readonly FrameRole['kind'][] = [
  'message',
  'request',
  'response',
  'error',
  'ack',
  'heartbeat',
  'chunk',
  'control',
  'raw',
];

interface Block {
  readonly kind: Uint8Array;
  readonly name: Uint32Array;
  /** Ids + 1; 0 is none. */
  readonly exchange: Uint32Array;
  readonly delivery: Uint32Array;
  readonly chunkStream: Uint32Array;
}

/** What each frame is to the rest, in columns: about 17 bytes a frame. */
export interface FrameRoles {
  record(packet: Packet): void;
  join(frame: number, part: { exchange?: number; delivery?: number; chunkStream?: number }): void;
  read(frame: number): FrameRole | undefined;
  /** Frees the blocks that lie wholly before `frame`. */
  forgetBefore(frame: number): void;
}

export function createFrameRoles(): FrameRoles {
  const blocks = new Map<number, Block>();
  const names: string[] = [''];
  const nameIds = new Map<string, number>([['', 0]]);
  let firstBlock = 0;

  const blockOf = (frame: number): Block => {
    const at = Math.floor(frame / rows);
    let block = blocks.get(at);
    if (!block) {
      block = {
        kind: new Uint8Array(rows).fill(255),
        name: new Uint32Array(rows),
        exchange: new Uint32Array(rows),
        delivery: new Uint32Array(rows),
        chunkStream: new Uint32Array(rows),
      };
      blocks.set(at, block);
    }
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

  return {
    record(packet) {
      const block = blockOf(packet.frame);
      const row = packet.frame % rows;
      // A frame with several packets is told by its first.
      if (block.kind[row] !== 255) return;
      block.kind[row] = kinds.indexOf(packet.kind);
      block.name[row] = nameId(packet.name);
    },
    join(frame, part) {
      const block = blockOf(frame);
      const row = frame % rows;
      if (part.exchange !== undefined) block.exchange[row] = part.exchange + 1;
      if (part.delivery !== undefined) block.delivery[row] = part.delivery + 1;
      if (part.chunkStream !== undefined) block.chunkStream[row] = part.chunkStream + 1;
    },
    read(frame) {
      const block = blocks.get(Math.floor(frame / rows));
      const row = frame % rows;
      if (!block || block.kind[row] === 255) return undefined;
      const id = (column: Uint32Array): number | null => (column[row] ? column[row]! - 1 : null);
      return {
        name: names[block.name[row]!] ?? '',
        kind: kinds[block.kind[row]!] ?? 'raw',
        exchange: id(block.exchange),
        delivery: id(block.delivery),
        chunkStream: id(block.chunkStream),
      };
    },
    forgetBefore(frame) {
      const keep = Math.floor(frame / rows);
      for (; firstBlock < keep; firstBlock++) blocks.delete(firstBlock);
    },
  };
}
