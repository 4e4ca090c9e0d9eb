import { createDocumentRebase, type Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import { cellsPerRow, createBatchReader, isBatch } from '../../src/wire/batch.ts';
import type { DropKind, Fact, FactKind } from '../../src/wire/fact.ts';
import { stringsOf } from '../../src/wire/fact-caps.ts';
import { isFact } from '../../src/wire/fact-guard.ts';
import { creditFacts } from '../../src/wire/limits.ts';
import type { Batch } from '../../src/wire/message.ts';
import { unpack } from '../channel/packing.ts';

export interface DocumentIntake {
  /** Number of the last batch that arrived; 0 before the first. */
  readonly lastBatch: number;
  /** One message from the document's bridge, whatever it is. */
  take(message: unknown): void;
  /** The document is gone. */
  leave(time: number): void;
  /** Its session ended: nothing more of it is recorded. */
  end(): void;
}

export interface IntakeOptions {
  readonly log: SessionWriter;
  readonly numbering: Numbering;
  /** Whether bytes come packed, see channel/packing.ts. */
  readonly packed: boolean;
  /** Ms since the epoch. */
  readonly wallClock: () => number;
  drop(what: DropKind, count: number, bytes: number, why: string): void;
  /** Asked for each fact that pausing may leave out; counts it when it says yes. */
  skip(bytes: number): boolean;
  taken(batch: number): void;
}

/** Each answer costs the page a task, and the credit is a hundred times this: what is under way at a rest need none. */
const acknowledgeAt = 512 * 1024;
/** So an answer comes every 4096 facts at the latest, of the 200,000 that the hook may hold. */
const factWeight = 128;
/** What is in it cannot be seen: as much as the hook puts into one. */
const malformedWeight = 64 * 1024;
/** Of every message: the bridge keeps each until an answer comes, also one that holds nothing. */
const messageWeight = 1024;
/** Nothing of the hook's is further ahead: as many facts, or batches, it may hold at most, twice. */
const furthest = 2 * creditFacts;

/** What a pause leaves out. The rest tells which connections there are and how they end, and must stay right. */
const traffic: ReadonlySet<FactKind> = new Set<FactKind>([
  'frame',
  'send-failed',
  'sent-after-close',
  'buffered',
  'visibility',
  'network',
]);

/** Takes the batches of one document: guards, counts what is missing, renumbers, appends. Never throws on what it is sent. */
export function createDocumentIntake(options: IntakeOptions): DocumentIntake {
  const { log, numbering, drop } = options;
  const document = createDocumentRebase(numbering, options.wallClock);
  const reader = createBatchReader({
    payloadCap: log.limits.payloadCap,
    dropPayload: (bytes) => drop('payloads', 1, bytes, 'too large, or not all of it came'),
  });
  let nextOrder = 0;
  let lastBatch = 0;
  let ended = false;
  let unacknowledged = 0;
  let forgotten = 0;

  /** Every message counts, whatever it holds: the hook has counted it, and goes on only when it hears of it. */
  const weigh = (weight: number): void => {
    unacknowledged += messageWeight + weight;
    if (unacknowledged <= acknowledgeAt || lastBatch === 0) return;
    unacknowledged = 0;
    options.taken(lastBatch);
  };

  const append = (fact: Fact): boolean => {
    if (traffic.has(fact.kind) && options.skip('size' in fact ? fact.size : 0)) return true;
    const placed = document.rebase(fact);
    if (placed) log.append(placed);
    // The bytes of a frame that a pause left out have no frame to go to, and that is as it should be.
    return placed !== null || fact.kind === 'bytes-of';
  };

  /** Appends what the batch holds; returns what the strings of its facts weigh. */
  const takeFacts = (batch: Batch): number => {
    let missing = 0;
    let malformed = 0;
    let strings = 0;
    for (const fact of reader.read(batch)) {
      if (!isFact(fact) || fact.order > nextOrder + furthest) {
        malformed++;
        nextOrder++;
        continue;
      }
      missing += Math.max(0, fact.order - nextOrder);
      nextOrder = Math.max(nextOrder, fact.order + 1);
      if (fact.kind !== 'frame') for (const text of stringsOf(fact)) strings += text.length;
      if (!append(fact)) malformed++;
    }
    drop('facts', missing, 0, 'lost between page and panel');
    drop('facts', malformed, 0, 'malformed');
    drop('payloads', document.forgotten - forgotten, 0, 'more Blobs are being read than are followed');
    forgotten = document.forgotten;
    return strings;
  };

  return {
    get lastBatch() {
      return lastBatch;
    },
    take(message) {
      if (ended) return;
      const batch = options.packed ? unpacked(message) : message;
      if (!isBatch(batch) || batch.batch > lastBatch + furthest) {
        drop('facts', 1, 0, 'malformed');
        lastBatch = Math.max(lastBatch, numberOf(batch, lastBatch + furthest));
        weigh(malformedWeight);
      } else {
        // One that is known came once more, over a port that took the place of one that broke: perhaps with the answer to it.
        const isNew = batch.batch > lastBatch;
        lastBatch = Math.max(lastBatch, batch.batch);
        weigh(weightOf(batch) + (isNew ? takeFacts(batch) : 0));
        if (!isNew) return;
      }
      log.flush();
    },
    leave(time) {
      if (ended || document.page === 0) return;
      ended = true;
      log.append({ kind: 'page-left', order: numbering.order(), time, page: document.page });
      log.flush();
    },
    end() {
      ended = true;
    },
  };
}

const weightOf = ({ facts, cells, text, data }: Batch): number =>
  text.length +
  (facts.length + cells.length / cellsPerRow) * factWeight +
  data.reduce((sum, each) => sum + (ArrayBuffer.isView(each) ? each.byteLength : 0), 0);

/** The number of a batch in which something else is wrong: it has arrived, and the hook must not wait for an answer. */
function numberOf(message: unknown, most: number): number {
  const batch = (message as Partial<Batch> | null | undefined)?.batch;
  return typeof batch === 'number' && Number.isSafeInteger(batch) && batch <= most ? batch : 0;
}

function unpacked(message: unknown): unknown {
  try {
    return unpack(message);
  } catch {
    // Values that refuse to be numbers: what comes out is no batch.
    return message;
  }
}
