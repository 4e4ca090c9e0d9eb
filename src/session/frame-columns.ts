import type { FrameFact } from '../wire/fact.ts';
import { isWidePayload, payloadBytes, textBytes } from './held-bytes.ts';
import type { Frame } from './session.ts';

/** Rows per block. Rows leave by the block; their payloads one by one. */
export const blockRows = 1024;

interface Block {
  readonly first: number;
  readonly order: Float64Array;
  readonly time: Float64Array;
  readonly connection: Uint32Array;
  readonly size: Float64Array;
  /** Bits: 1 received, 2 binary, 4 payload pending, 8 payload dropped, 16 text of two bytes a character. */
  readonly flags: Uint8Array;
  readonly data: (string | Uint8Array | null)[];
  /** By row; few frames have one. */
  readonly stacks: Map<number, string>;
  rows: number;
}

const received = 1;
const binary = 2;
const pending = 4;
const dropped = 8;
const wide = 16;

/**
 * Frames as columns: an array of objects costs about 120 bytes a frame before its payload, columns cost 29. Numbers run
 * without holes from `first` to `last`.
 */
export interface FrameColumns {
  readonly first: number;
  readonly last: number;
  /** Bytes of memory that payloads take, see `Limits`. */
  readonly payloadBytes: number;
  /** The same of call stacks. */
  readonly stackBytes: number;
  /** `data` and `payload` as they are kept, which may be less than the fact holds. */
  push(fact: FrameFact, data: Frame['data'], payload: Frame['payload']): void;
  /** The bytes that a frame waits for; null for those of `size` that are not kept. False where no such frame waits. */
  fill(number: number, data: Uint8Array | null, size: number): boolean;
  read(number: number): Frame | undefined;
  orderOf(number: number): number;
  /** Drops the oldest payloads, as many as bring back `memory` bytes; says how many and of what size. */
  evictPayloads(memory: number): Evicted;
  /** The same of call stacks. */
  evictStacks(memory: number): Evicted;
  /** Drops the oldest block's rows, payloads included. Never the block being written. */
  evictRows(): Evicted | null;
  clear(): void;
}

export interface Evicted {
  readonly count: number;
  /** Application bytes of payloads (`size` of their frames), memory of stacks. */
  readonly bytes: number;
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
  };
}

export function createFrameColumns(): FrameColumns {
  let blocks: Block[] = [];
  let last = 0;
  let held = 0;
  let stackBytes = 0;
  /** Frames before this one hold no payload any more, but for those in `late`. */
  let oldest = 0;
  /** Frames before `oldest` whose bytes arrived after all, in the order of arrival; those before `lateFrom` are done with. */
  let late: number[] = [];
  let lateFrom = 0;
  /** Blocks before this one hold no stacks any more. */
  let unstacked = 0;

  const blockOf = (number: number): Block | undefined => {
    const first = blocks[0]?.first;
    return first === undefined ? undefined : blocks[Math.floor((number - first) / blockRows)];
  };

  const release = (block: Block, row: number, freed: { count: number; bytes: number }): void => {
    const data = block.data[row];
    if (data === null || data === undefined) return;
    held -= payloadBytes(data, (block.flags[row]! & wide) !== 0);
    block.data[row] = null;
    block.flags[row]! |= dropped;
    freed.count++;
    freed.bytes += block.size[row]!;
  };

  const releaseLate = (freed: { count: number; bytes: number }): void => {
    const number = late[lateFrom++]!;
    const block = blockOf(number);
    if (block) release(block, number - block.first, freed);
    if (lateFrom < late.length) return;
    late = [];
    lateFrom = 0;
  };

  const forgetStack = (block: Block, row: number, stack: string): number => {
    const bytes = textBytes(stack);
    block.stacks.delete(row);
    stackBytes -= bytes;
    return bytes;
  };

  return {
    get first() {
      return blocks[0]?.first ?? last + 1;
    },
    get last() {
      return last;
    },
    get payloadBytes() {
      return held;
    },
    get stackBytes() {
      return stackBytes;
    },
    push(frame, data, payload) {
      let block = blocks.at(-1);
      if (!block || block.rows === blockRows) {
        block = createBlock(frame.number);
        blocks.push(block);
      }
      const row = block.rows++;
      const isWide = isWidePayload(data, frame.size);
      block.order[row] = frame.order;
      block.time[row] = frame.time;
      block.connection[row] = frame.connection;
      block.size[row] = frame.size;
      block.flags[row] =
        (frame.direction === 'received' ? received : 0) |
        (frame.binary ? binary : 0) |
        (payload === 'pending' ? pending : payload === 'dropped' ? dropped : 0) |
        (isWide ? wide : 0);
      block.data[row] = data;
      held += payloadBytes(data, isWide);
      if (frame.stack) {
        block.stacks.set(row, frame.stack);
        stackBytes += textBytes(frame.stack);
      }
      last = frame.number;
    },
    fill(number, data, size) {
      const block = blockOf(number);
      if (!block || number > last) return false;
      const row = number - block.first;
      if (!(block.flags[row]! & pending)) return false;
      block.flags[row]! &= ~pending;
      // Bytes are a binary frame's, whatever was said of it before they came.
      block.flags[row]! |= data === null ? dropped : binary;
      block.size[row] = size;
      block.data[row] = data;
      held += payloadBytes(data, false);
      if (data !== null && number < oldest) late.push(number);
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
    evictPayloads(memory) {
      const freed = { count: 0, bytes: 0 };
      const goal = held - memory;
      while (held > goal && late.length > 0) releaseLate(freed);
      oldest = Math.max(oldest, blocks[0]?.first ?? 0);
      while (held > goal && oldest <= last) {
        const block = blockOf(oldest);
        if (!block) break;
        const { first } = block;
        const end = first + block.rows;
        while (held > goal && oldest < end) release(block, oldest++ - first, freed);
      }
      return freed;
    },
    evictStacks(memory) {
      const freed = { count: 0, bytes: 0 };
      for (; freed.bytes < memory && unstacked < blocks.length; unstacked++) {
        const block = blocks[unstacked]!;
        for (const [row, stack] of block.stacks) {
          if (freed.bytes >= memory) return freed;
          freed.bytes += forgetStack(block, row, stack);
          freed.count++;
        }
        // The block being written may get more of them.
        if (block.rows < blockRows) break;
      }
      return freed;
    },
    evictRows() {
      if (blocks.length < 2) return null;
      const block = blocks.shift()!;
      unstacked = Math.max(0, unstacked - 1);
      const freed = { count: 0, bytes: 0 };
      for (let row = 0; row < block.rows; row++) release(block, row, freed);
      for (const [row, stack] of block.stacks) forgetStack(block, row, stack);
      return { count: block.rows, bytes: freed.bytes };
    },
    clear() {
      blocks = [];
      late = [];
      held = stackBytes = lateFrom = oldest = unstacked = 0;
    },
  };
}
