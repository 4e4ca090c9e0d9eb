import type { Fact } from './fact.ts';
import { type Batch, protocolVersion } from './message.ts';
import * as rowFlags from './row-flags.ts';

/**
 * A frame, or a piece of one, as a row of a batch: six numbers, and its payload in the batch's one text or among its bytes.
 * Objects and strings would be cloned one by one, twice, on the page's thread.
 *
 *   order · time · connection · number · flags · size (of the piece: UTF-16 units of text, else bytes)
 */
export const cellsPerRow = 6;

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
    typeof batch.text === 'string' &&
    Object.prototype.toString.call(batch.cells) === '[object Float64Array]' &&
    (batch.cells?.length ?? 1) % cellsPerRow === 0
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
  const rowOf = (cells: Float64Array, at: number, piece: unknown): object | null => {
    const flags = cells[at + 4]!;
    let payload = piece;
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
      size: typeof payload === 'string' || isBytes(payload) ? payload.length : cells[at + 5],
      data: payload ?? null,
      binary: (flags & rowFlags.binary) !== 0,
      ...(flags & rowFlags.dropped ? { payload: 'dropped' } : {}),
      ...calledAt,
    };
  };

  return {
    *read({ facts, cells, text, data }) {
      let next = 0;
      let taken = 0;
      let unit = 0;
      const orderOf = (fact: unknown): number => (fact as Partial<Fact> | null)?.order ?? 0;
      for (let at = 0; at < cells.length; at += cellsPerRow) {
        const [order, flags, size] = [cells[at]!, cells[at + 4]!, cells[at + 5]!];
        while (next < facts.length && orderOf(facts[next]) < order) yield facts[next++];
        let piece: unknown = null;
        if (flags & rowFlags.text) {
          piece = text.slice(unit, unit + size);
          unit += size;
        } else if (!(flags & (rowFlags.pending | rowFlags.dropped))) piece = data[taken++];
        const fact = rowOf(cells, at, piece);
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
