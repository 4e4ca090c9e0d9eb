import type { FrameFact } from '../wire/fact.ts';
import type { Frame } from './session.ts';

/** Rows per block: eviction frees whole blocks, so a block is the unit of memory that comes back. */
export const blockRows = 1024;

interface Block {
  readonly first: number;
  readonly order: Float64Array;
  readonly time: Float64Array;
  readonly connection: Uint32Array;
  readonly size: Float64Array;
  /** Bits: 1 received, 2 binary, 4 payload pending, 8 payload dropped. */
  readonly flags: Uint8Array;
  readonly data: (string | Uint8Array | null)[];
  /** By row; few frames have one. */
  readonly stacks: Map<number, string>;
  rows: number;
  /** Bytes this block's payloads hold. */
  bytes: number;
}

const received = 1;
const binary = 2;
const pending = 4;
const dropped = 8;

/**
 * Frames as columns: an array of objects costs about 120 bytes a frame before its payload, columns cost 29. Numbers run
 * without holes from `first` to `last`.
 */
export interface FrameColumns {
  readonly first: number;
  readonly last: number;
  readonly payloadBytes: number;
  /** `data` and `payload` as they are kept, which may be less than the fact holds. */
  push(fact: FrameFact, data: Frame['data'], payload: Frame['payload']): void;
  fill(number: number, data: Uint8Array): boolean;
  read(number: number): Frame | undefined;
  orderOf(number: number): number;
  /** Drops the payloads of the oldest block that still has any; says how many and how large. */
  evictPayloads(): { count: number; bytes: number } | null;
  /** Drops the oldest block's rows, payloads included. Never the block being written. */
  evictRows(): { count: number; bytes: number } | null;
  clear(): void;
}

function createBlock(first: number): Block {
  return {
    first,
    order: new Float64Array(blockRows),
    time: new Float64Array(blockRows),
    connection: new Uint32Array(blockRows),
    size: new Float64Array(blockRows),
    flags: new Uint8Array(blockRows),
    data: [],
    stacks: new Map(),
    rows: 0,
    bytes: 0,
  };
}

export function createFrameColumns(): FrameColumns {
  let blocks: Block[] = [];
  let last = 0;
  let payloadBytes = 0;
  /** Blocks before this one hold no payloads any more. */
  let emptied = 0;

  const blockOf = (number: number): Block | undefined => {
    const first = blocks[0]?.first;
    return first === undefined ? undefined : blocks[Math.floor((number - first) / blockRows)];
  };

  const release = (block: Block): { count: number; bytes: number } => {
    const freed = { count: 0, bytes: block.bytes };
    for (let row = 0; row < block.rows; row++) {
      if (block.data[row] === null) continue;
      freed.count++;
      block.data[row] = null;
      block.flags[row]! |= dropped;
    }
    payloadBytes -= block.bytes;
    block.bytes = 0;
    return freed;
  };

  return {
    get first() {
      return blocks[0]?.first ?? last + 1;
    },
    get last() {
      return last;
    },
    get payloadBytes() {
      return payloadBytes;
    },
    push(frame, data, payload) {
      let block = blocks.at(-1);
      if (!block || block.rows === blockRows) {
        block = createBlock(frame.number);
        blocks.push(block);
      }
      const row = block.rows++;
      block.order[row] = frame.order;
      block.time[row] = frame.time;
      block.connection[row] = frame.connection;
      block.size[row] = frame.size;
      block.flags[row] =
        (frame.direction === 'received' ? received : 0) |
        (frame.binary ? binary : 0) |
        (payload === 'pending' ? pending : payload === 'dropped' ? dropped : 0);
      block.data[row] = data;
      if (frame.stack) block.stacks.set(row, frame.stack);
      if (data !== null) {
        block.bytes += frame.size;
        payloadBytes += frame.size;
      }
      last = frame.number;
    },
    fill(number, data) {
      const block = blockOf(number);
      if (!block || number > last) return false;
      const row = number - block.first;
      if (!(block.flags[row]! & pending)) return false;
      block.data[row] = data;
      block.flags[row]! &= ~pending;
      block.size[row] = data.length;
      block.bytes += data.length;
      payloadBytes += data.length;
      emptied = Math.min(emptied, blocks.indexOf(block));
      return true;
    },
    read(number) {
      const block = blockOf(number);
      if (!block || number > last) return undefined;
      const row = number - block.first;
      const flags = block.flags[row]!;
      const frame: Frame = {
        number,
        order: block.order[row]!,
        connection: block.connection[row]!,
        time: block.time[row]!,
        direction: flags & received ? 'received' : 'sent',
        binary: (flags & binary) !== 0,
        size: block.size[row]!,
        data: block.data[row] ?? null,
        payload: flags & dropped ? 'dropped' : flags & pending ? 'pending' : 'kept',
      };
      // Spread into every frame, an absent stack would cost more than the rest of the row.
      if (block.stacks.size === 0) return frame;
      const stack = block.stacks.get(row);
      return stack === undefined ? frame : { ...frame, stack };
    },
    orderOf(number) {
      const block = blockOf(number);
      return block && number <= last ? block.order[number - block.first]! : -1;
    },
    evictPayloads() {
      while (emptied < blocks.length) {
        const block = blocks[emptied]!;
        if (block.rows === blockRows) emptied++;
        if (block.bytes > 0) return release(block);
        if (block.rows < blockRows) return null;
      }
      return null;
    },
    evictRows() {
      if (blocks.length < 2) return null;
      const block = blocks.shift()!;
      emptied = Math.max(0, emptied - 1);
      const { bytes } = release(block);
      return { count: block.rows, bytes };
    },
    clear() {
      blocks = [];
      payloadBytes = 0;
      emptied = 0;
    },
  };
}
