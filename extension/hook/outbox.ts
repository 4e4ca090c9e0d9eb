import { cellsPerRow } from '../../src/wire/batch.ts';
import type { Fact } from '../../src/wire/fact.ts';
import { batchBytes, batchFacts, leastPiece, rowBytes } from '../../src/wire/limits.ts';
import { type Batch, protocolVersion } from '../../src/wire/message.ts';
import * as rowFlags from '../../src/wire/row-flags.ts';
import { createList, Floats, firstFloats, later, now } from './primitives.ts';

/** Long enough to fill a batch, short enough for the panel to seem live. */
const flushAfterMs = 16;
/** Batches per task: a long queue must not hold up the page's own events. */
const batchesPerTask = 16;
/** Share of the credit that frames and samples may use; the rest keeps room for opened, closed and the like. */
const trafficShare = 0.95;

export interface Outbox {
  /** Order of the next fact. Ask only after `admits`, and put the fact at once. */
  next(): number;
  /** Whether a fact fits the credit. What does not fit is counted, and told in a `dropped` fact once there is room. */
  admits(bytes: number, traffic: boolean): boolean;
  hasRoomFor(bytes: number): boolean;
  /** `bytes` of the strings in it. */
  put(fact: Fact, bytes?: number): void;
  /** A frame, a piece of one, or the bytes of its Blob (see wire/batch.ts); `bytes` is what `data` takes. */
  row(
    order: number,
    time: number,
    connection: number,
    number: number,
    flags: number,
    size: number,
    data: string | Uint8Array | null,
    bytes: number,
  ): void;
  /** Bytes of payload that the next row can take along. */
  room(): number;
  /** A payload that was not kept although its frame was. */
  dropPayload(bytes: number): void;
  /** Starts numbering afresh, under the given bounds; delivers nothing until `open`. */
  begin(maxFacts: number, maxBytes: number): void;
  open(maxFacts: number, maxBytes: number): void;
  /** Forgets everything. */
  close(): void;
  taken(batch: number): void;
  /** Delivers what is ready, a few batches a task; `all` at once, also before `open`: the document goes away. */
  flush(all: boolean): void;
  /** The document goes away: delivers everything, and what is put from now on at once. */
  leave(): void;
}

interface Load {
  readonly facts: Fact[];
  readonly cells: Float64Array;
  rows: number;
  text: string;
  readonly data: Uint8Array[];
  /** Facts and rows. */
  count: number;
  bytes: number;
}

interface Posted {
  readonly batch: number;
  readonly facts: number;
  readonly bytes: number;
}

const createLoad = (): Load => ({
  facts: createList(),
  cells: new Floats(batchFacts * cellsPerRow),
  rows: 0,
  text: '',
  data: createList(),
  count: 0,
  bytes: 0,
});

/** `list` from `from` on, without the page's `Array.prototype.slice`. */
function rest<T>(list: readonly T[], from: number): T[] {
  const kept = createList<T>();
  for (let at = from; at < list.length; at++) kept[kept.length] = list[at]!;
  return kept;
}

/**
 * Facts on their way out. What is queued and what the recorder has not acknowledged together stay below the credit.
 * Facts leave in a task of their own, never inside a call of the page.
 */
export function createOutbox(deliver: (batch: Batch) => void, soon: () => void): Outbox {
  let loading = createLoad();
  let ready = createList<Load>();
  let posted = createList<Posted>();
  let heldFacts = 0;
  let heldBytes = 0;
  let maxFacts = 0;
  let maxBytes = 0;
  let order = 0;
  let batch = 0;
  let isOpen = false;
  let timer = false;
  let hurried = false;
  let leaving = false;
  let lostFacts = 0;
  let lostBytes = 0;
  let lostPayloads = 0;
  let lostPayloadBytes = 0;

  const reset = (): void => {
    leaving = false;
    loading = createLoad();
    ready = createList();
    posted = createList();
    heldFacts = heldBytes = order = batch = 0;
    lostFacts = lostBytes = lostPayloads = lostPayloadBytes = 0;
  };

  const hurry = (): void => {
    if (hurried || !isOpen) return;
    hurried = true;
    soon();
  };

  const closeLoad = (): void => {
    ready[ready.length] = loading;
    loading = createLoad();
    hurry();
  };

  const added = (bytes: number): void => {
    loading.bytes += bytes;
    heldFacts++;
    heldBytes += bytes;
    loading.count++;
    if (leaving) flush(true);
    else if (loading.count >= batchFacts || loading.bytes >= batchBytes) closeLoad();
    else if (isOpen && !timer) {
      timer = true;
      later(onTimer, flushAfterMs);
    }
  };

  const put = (fact: Fact, bytes = 0): void => {
    loading.facts[loading.facts.length] = fact;
    added(bytes);
  };

  const tellLost = (): void => {
    if (heldFacts >= maxFacts * trafficShare) return;
    const why = 'more than the page may hold back';
    const tell = (what: 'facts' | 'payloads', count: number, bytes: number): void => {
      if (count) put({ kind: 'dropped', order: order++, time: now(), what, count, bytes, why });
    };
    tell('facts', lostFacts, lostBytes);
    tell('payloads', lostPayloads, lostPayloadBytes);
    lostFacts = lostBytes = lostPayloads = lostPayloadBytes = 0;
  };

  const flush = (all: boolean): void => {
    hurried = false;
    if (!isOpen && !all) return;
    if (loading.count) {
      ready[ready.length] = loading;
      loading = createLoad();
    }
    let sent = 0;
    while (sent < ready.length && (all || sent < batchesPerTask)) {
      const { facts, cells, rows, text, data, count, bytes } = ready[sent++]!;
      posted[posted.length] = { batch: ++batch, facts: count, bytes };
      deliver({
        kind: 'batch',
        version: protocolVersion,
        batch,
        facts,
        cells: firstFloats(cells, rows * cellsPerRow),
        text,
        data,
      });
    }
    ready = rest(ready, sent);
    if (ready.length) hurry();
  };

  const onTimer = (): void => {
    timer = false;
    try {
      if (!hurried) flush(false);
    } catch {
      // Nothing may reach the page's window.onerror; the recorder sees the gap.
    }
  };

  return {
    next: () => order++,
    admits(bytes, traffic) {
      if (heldFacts < (traffic ? maxFacts * trafficShare : maxFacts)) {
        if (lostFacts || lostPayloads) tellLost();
        return true;
      }
      lostFacts++;
      lostBytes += bytes;
      return false;
    },
    hasRoomFor: (bytes) => heldBytes + bytes <= maxBytes,
    put,
    row(order, time, connection, number, flags, size, data, bytes) {
      if (loading.count && loading.bytes + bytes > batchBytes) closeLoad();
      const { cells } = loading;
      const at = loading.rows++ * cellsPerRow;
      cells[at] = order;
      cells[at + 1] = time;
      cells[at + 2] = connection;
      cells[at + 3] = number;
      cells[at + 4] = typeof data === 'string' ? flags | rowFlags.text : flags;
      cells[at + 5] = size;
      if (typeof data === 'string') loading.text += data;
      else if (data) loading.data[loading.data.length] = data;
      added(bytes + rowBytes);
    },
    room() {
      const left = batchBytes - rowBytes - loading.bytes;
      return left < leastPiece ? batchBytes - rowBytes : left;
    },
    dropPayload(bytes) {
      lostPayloads++;
      lostPayloadBytes += bytes;
    },
    begin(facts, bytes) {
      reset();
      isOpen = false;
      maxFacts = facts;
      maxBytes = bytes;
    },
    open(facts, bytes) {
      isOpen = true;
      maxFacts = facts;
      maxBytes = bytes;
      hurried = false;
      hurry();
    },
    close() {
      // The bridge counts what it cannot pass on.
      if (isOpen && batch) flush(true);
      reset();
      isOpen = false;
    },
    taken(upTo) {
      let done = 0;
      while (done < posted.length && posted[done]!.batch <= upTo) {
        heldFacts -= posted[done]!.facts;
        heldBytes -= posted[done]!.bytes;
        done++;
      }
      posted = rest(posted, done);
      if (isOpen && (lostFacts || lostPayloads)) tellLost();
    },
    flush,
    leave() {
      leaving = true;
      flush(true);
    },
  };
}
