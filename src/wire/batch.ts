import { isBytes } from '../base/bytes.ts';
import type { Fact } from './fact.ts';
import { batchBytes, defaultLimits, leastPiece, mostElements } from './limits.ts';
import { type Batch, protocolVersion } from './message.ts';
import { ownText } from './own-text.ts';
import { createPieces } from './pieces.ts';
import * as rowFlags from './row-flags.ts';

/**
 * A frame, or a piece of one, as a row of a batch: six numbers, and its payload in the batch's one text or among its bytes.
 * Objects and strings would be cloned one by one, twice, on the page's thread.
 *
 *   order · time · connection · number · flags · size (of the piece: UTF-16 units of text, else bytes)
 */
export const cellsPerRow = 6;

/** A batch by its envelope; what it holds is looked at one by one, so that one bad fact does not cost the others. */
export function isBatch(value: unknown): value is Batch {
  const batch = value as Partial<Batch> | null;
  return (
    typeof batch === 'object' &&
    batch?.kind === 'batch' &&
    batch.version === protocolVersion &&
    Number.isSafeInteger(batch.batch) &&
    isShort(batch.facts) &&
    isShort(batch.data) &&
    typeof batch.text === 'string' &&
    Object.prototype.toString.call(batch.cells) === '[object Float64Array]' &&
    (batch.cells?.length ?? 1) % cellsPerRow === 0 &&
    coversText(batch.cells!, batch.text)
  );
}

const isShort = (list: unknown): boolean => Array.isArray(list) && list.length <= mostElements;

/** A size that is wrong would give every later row the wrong text, and text of no row would stay in memory uncounted. */
function coversText(cells: Float64Array, text: string): boolean {
  let length = 0;
  for (let at = 0; at < cells.length; at += cellsPerRow) {
    if (!(cells[at + 4]! & rowFlags.text)) continue;
    const size = cells[at + 5]!;
    if (!Number.isSafeInteger(size) || size < 0) return false;
    length += size;
  }
  return length === text.length;
}

export interface BatchReader {
  /** What a batch holds, in order; `unknown` because nothing in it was checked. Payloads in pieces come out whole. */
  read(batch: Batch): Iterable<unknown>;
}

export interface BatchReaderOptions {
  /** Bytes, or UTF-16 units, that a payload in pieces may have. */
  readonly payloadCap: number;
  /** A payload in pieces that was larger, or did not come whole. */
  dropPayload(bytes: number): void;
}

/** A batch of the hook's own has not even this much text. */
const muchText = 4 * batchBytes;

export function createBatchReader(
  options: BatchReaderOptions = { payloadCap: defaultLimits.payloadCap, dropPayload: () => {} },
): BatchReader {
  const { payloadCap, dropPayload } = options;
  const mostPieces = Math.ceil(payloadCap / leastPiece) * 2 + 2;
  const pieces = createPieces(payloadCap, mostPieces);
  let stack: unknown;
  let lastBatch = 0;

  /** Null for a row that is part of the next one. */
  const rowOf = (cells: Float64Array, at: number, piece: unknown): object | null => {
    const flags = cells[at + 4]!;
    const order = cells[at]!;
    let payload = piece;
    let size = cells[at + 5]!;
    let dropped = (flags & rowFlags.dropped) !== 0;
    if (flags & rowFlags.stack) {
      stack = payload;
      return null;
    }
    if (pieces.order !== null && pieces.order !== order) dropPayload(pieces.drop());
    if (flags & rowFlags.goesOn || pieces.order !== null) {
      pieces.add(order, payload);
      if (flags & rowFlags.goesOn) return null;
      const whole = pieces.take();
      payload = whole.payload;
      if (whole.payload === null) {
        dropPayload(whole.size);
        size = whole.size;
        dropped = true;
      }
    }
    const placed = { order, time: cells[at + 1], connection: cells[at + 2], number: cells[at + 3] };
    if (flags & rowFlags.bytesOf) return { kind: 'bytes-of', ...placed, data: payload };
    const calledAt = stack === undefined ? {} : { stack };
    stack = undefined;
    return {
      kind: 'frame',
      ...placed,
      direction: flags & rowFlags.received ? 'received' : 'sent',
      size: typeof payload === 'string' || isBytes(payload) ? payload.length : size,
      data: payload ?? null,
      binary: (flags & rowFlags.binary) !== 0,
      ...(dropped ? { payload: 'dropped' } : {}),
      ...calledAt,
    };
  };

  return {
    *read({ batch, facts, cells, text, data }) {
      // A batch between is missing: what has begun cannot become whole.
      if (batch !== lastBatch + 1) pieces.spoil();
      lastBatch = batch;
      let next = 0;
      let taken = 0;
      let unit = 0;
      for (let at = 0; at < cells.length; at += cellsPerRow) {
        const [order, flags, size] = [cells[at]!, cells[at + 4]!, cells[at + 5]!];
        while (next < facts.length && orderOf(facts[next]) < order) yield facts[next++];
        let piece: unknown = null;
        if (flags & rowFlags.text) {
          const slice = text.slice(unit, unit + size);
          piece = text.length > muchText && size < text.length / 4 ? ownText(slice) : slice;
          unit += size;
        } else if (!(flags & (rowFlags.pending | rowFlags.dropped))) piece = data[taken++];
        const fact = rowOf(cells, at, piece);
        if (fact) yield fact;
      }
      while (next < facts.length) yield facts[next++];
    },
  };
}

function orderOf(fact: unknown): number {
  const order = (fact as Partial<Fact> | null | undefined)?.order;
  return typeof order === 'number' ? order : 0;
}
