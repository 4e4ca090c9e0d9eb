import { createDocumentRebase, type Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import { cellsPerRow, createBatchReader, isBatch } from '../../src/wire/batch.ts';
import type { DropKind, Fact, FactKind } from '../../src/wire/fact.ts';
import { isFact } from '../../src/wire/fact-guard.ts';
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
  drop(what: DropKind, count: number, bytes: number, why: string): void;
  /** Asked for each fact that pausing may leave out; counts it when it says yes. */
  skip(bytes: number): boolean;
  taken(batch: number): void;
}

/** Each answer costs the page a task, and the credit is a hundred times this: what is under way at a rest need none. */
const acknowledgeAt = 512 * 1024;
const factWeight = 128;

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
  const document = createDocumentRebase(numbering);
  const reader = createBatchReader();
  let nextOrder = 0;
  let lastBatch = 0;
  let ended = false;
  let unacknowledged = 0;

  const append = (fact: Fact): boolean => {
    if (traffic.has(fact.kind) && options.skip('size' in fact ? fact.size : 0)) return true;
    const placed = document.rebase(fact);
    if (placed) log.append(placed);
    // The bytes of a frame that a pause left out have no frame to go to, and that is as it should be.
    return placed !== null || fact.kind === 'bytes-of';
  };

  return {
    get lastBatch() {
      return lastBatch;
    },
    take(message) {
      if (ended) return;
      const batch = options.packed ? unpack(message) : message;
      if (!isBatch(batch)) {
        drop('facts', 1, 0, 'malformed');
        log.flush();
        return;
      }
      // Once more, over a port that took the place of one that broke.
      if (batch.batch <= lastBatch) return;
      lastBatch = batch.batch;
      let missing = 0;
      let malformed = 0;
      for (const fact of reader.read(batch)) {
        if (!isFact(fact)) {
          malformed++;
          nextOrder++;
          continue;
        }
        missing += Math.max(0, fact.order - nextOrder);
        nextOrder = fact.order + 1;
        if (!append(fact)) malformed++;
      }
      drop('facts', missing, 0, 'lost between page and panel');
      drop('facts', malformed, 0, 'malformed');
      unacknowledged += batch.text.length + (batch.cells.length / cellsPerRow) * factWeight;
      for (const each of batch.data) unacknowledged += each?.length ?? 0;
      if (unacknowledged > acknowledgeAt) {
        unacknowledged = 0;
        options.taken(batch.batch);
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
