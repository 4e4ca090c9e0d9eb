import type { Fact } from './fact.ts';
import { type Batch, protocolVersion } from './message.ts';

/**
 * A frame, or a piece of one, as a row of a batch: six numbers and its payload. Objects would be cloned field by field, twice,
 * on the page's thread; a row costs a fifth of that.
 *
 *   order · time · connection · number · flags · size
 */
export const cellsPerRow = 6;

export const rowFlags = {
  received: 1,
  binary: 2,
  /** Its Blob is being read; the bytes come in a row of their own. */
  pending: 4,
  dropped: 8,
  /** The payload goes on in the next row. */
  goesOn: 16,
  /** The bytes of an earlier frame's Blob. */
  bytesOf: 32,
  /** No frame, but the call stack of the one in the next row. */
  stack: 64,
} as const;

const isBytes = (value: unknown): value is Uint8Array =>
  Object.prototype.toString.call(value) === '[object Uint8Array]';

/** A batch by its envelope; what it holds is looked at one by one, so that one bad fact does not cost the others. */
export function isBatch(value: unknown): value is Batch {
  const batch = value as Partial<Batch> | null;
  return (
    typeof batch === 'object' &&
    batch?.kind === 'batch' &&
    batch.version === protocolVersion &&
    Number.isSafeInteger(batch.batch) &&
    Array.isArray(batch.facts) &&
    Array.isArray(batch.data) &&
    Object.prototype.toString.call(batch.cells) === '[object Float64Array]' &&
    batch.cells?.length === batch.data.length * cellsPerRow
  );
}

export interface BatchReader {
  /** What a batch holds, in order; `unknown` because nothing in it was checked. Payloads in pieces come out whole. */
  read(batch: Batch): Iterable<unknown>;
}

export function createBatchReader(): BatchReader {
  let pieces: (string | Uint8Array)[] = [];
  let stack: unknown;

  /** Null for a row that is part of the next one. */
  const rowOf = ({ cells, data }: Batch, row: number): object | null => {
    const at = row * cellsPerRow;
    const flags = cells[at + 4]!;
    let payload: unknown = data[row];
    if (flags & rowFlags.stack) {
      stack = payload;
      return null;
    }
    if (flags & rowFlags.goesOn || pieces.length > 0) {
      if (typeof payload === 'string' || isBytes(payload)) pieces.push(payload);
      if (flags & rowFlags.goesOn) return null;
      payload = join(pieces);
      pieces = [];
    }
    const placed = {
      order: cells[at],
      time: cells[at + 1],
      connection: cells[at + 2],
      number: cells[at + 3],
    };
    if (flags & rowFlags.bytesOf) return { kind: 'bytes-of', ...placed, data: payload };
    const calledAt = stack === undefined ? {} : { stack };
    stack = undefined;
    return {
      kind: 'frame',
      ...placed,
      direction: flags & rowFlags.received ? 'received' : 'sent',
      size: cells[at + 5],
      data: payload ?? null,
      binary: (flags & rowFlags.binary) !== 0,
      ...(flags & rowFlags.dropped ? { payload: 'dropped' } : {}),
      ...calledAt,
    };
  };

  return {
    *read(batch) {
      const { facts, cells, data } = batch;
      let next = 0;
      const orderOf = (fact: unknown): number => (fact as Partial<Fact> | null)?.order ?? 0;
      for (let row = 0; row < data.length; row++) {
        const order = cells[row * cellsPerRow]!;
        while (next < facts.length && orderOf(facts[next]) < order) yield facts[next++];
        const fact = rowOf(batch, row);
        if (fact) yield fact;
      }
      while (next < facts.length) yield facts[next++];
    },
  };
}

function join(pieces: readonly (string | Uint8Array)[]): string | Uint8Array {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  const bytes = pieces.filter(isBytes);
  const whole = new Uint8Array(bytes.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of bytes) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}
