import { createEmitter } from '../../src/base/emitter.ts';
import type { Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { DroppedFact } from '../../src/wire/fact.ts';
import type { Command } from '../../src/wire/message.ts';
import { readHello } from '../channel/greeting.ts';
import type { ChannelPort } from '../channel/port.ts';
import type { RecordingControls } from '../channel/session-host.ts';
import { createDocumentIntake, type DocumentIntake } from './document-intake.ts';

export interface Recorder {
  readonly controls: RecordingControls;
  /** Takes the port of a page's bridge; leaves it alone when it is another tab's. */
  accept(port: ChannelPort): void;
  /** No bridge of the tab could be woken. One that connects later is heard. */
  unheard(): void;
}

export interface RecorderOptions {
  readonly log: SessionWriter;
  readonly tabId: number;
  /** Shared with whatever else writes into the log. */
  readonly numbering: Numbering;
  /** Wall clock, ms since the epoch, with the precision of `performance.now`. */
  readonly wallClock: () => number;
}

/**
 * Writes what the pages of one tab tell into the log, in the order of its arrival. It holds no frames itself: a batch is
 * taken, written and acknowledged.
 */
export function createRecorder({ log, tabId, numbering, wallClock }: RecorderOptions): Recorder {
  const bell = createEmitter();
  let documents: DocumentIntake[] = [];
  let topDocument: string | null = null;
  /** Documents that are loaded ahead of a navigation to them, the top one first. Their frames have other numbers than 0. */
  const prerendered = new Set<string>();
  let paused = false;
  let preserveLog = false;
  let stacks = false;
  let heard = true;
  const ports = new Set<ChannelPort>();
  const skipped = { count: 0, bytes: 0 };

  const arm = (port: ChannelPort): void => port.post({ kind: 'arm', stacks } satisfies Command);

  /** Only a page fact may set time 0: an old document that goes must not do it for the next. */
  const sessionNow = (): number => (numbering.zero === null ? 0 : Math.max(0, wallClock() - numbering.zero));

  const drop = (what: DroppedFact['what'], count: number, bytes: number, why: string): void => {
    if (count === 0) return;
    const order = numbering.order();
    log.append({ kind: 'dropped', order, time: sessionNow(), what, count, bytes, why });
  };

  const setHeard = (value: boolean): void => {
    if (value === heard) return;
    heard = value;
    bell.emit();
  };

  const tellSkipped = (): void => {
    drop('facts', skipped.count, skipped.bytes, 'paused');
    skipped.count = skipped.bytes = 0;
  };

  /** The tab shows another document: what is left of the one before belongs to the session that ends here. */
  const navigated = (): void => {
    if (preserveLog) return;
    for (const each of documents) each.end();
    documents = [];
    skipped.count = skipped.bytes = 0;
    // The next page fact sets time 0 anew, here and in the log.
    numbering.zero = null;
    log.clear(0);
  };

  /** A top document went: one that was loaded ahead may be shown now. Its own connections live on in the new session. */
  const activated = (): void => {
    const [ahead] = prerendered;
    if (ahead === undefined) return;
    topDocument = ahead;
    prerendered.clear();
    if (!preserveLog) log.clear();
  };

  const enter = (port: ChannelPort, packed: boolean): DocumentIntake => {
    const { frameId, documentId, prerender } = port.sender;
    if (frameId === 0 && !prerender) {
      if (topDocument !== null && topDocument !== documentId) navigated();
      topDocument = documentId;
    }
    if (prerender) prerendered.add(documentId);
    const intake = createDocumentIntake({
      log,
      numbering,
      packed,
      drop,
      skip(bytes) {
        if (paused) {
          skipped.count++;
          skipped.bytes += bytes;
        }
        return paused;
      },
      taken: (batch) => port.post({ kind: 'taken', batch } satisfies Command),
    });
    documents.push(intake);
    ports.add(port);
    port.onClose(() => {
      documents = documents.filter((each) => each !== intake);
      ports.delete(port);
      prerendered.delete(documentId);
      intake.leave(sessionNow());
      if (documentId === topDocument) activated();
    });
    arm(port);
    return intake;
  };

  return {
    accept(port) {
      // Left alone, not closed: a port has one end for every devtools page, and closing ours closes it for the right one.
      if (port.sender.tabId !== tabId) return;
      let intake: DocumentIntake | null = null;
      port.onMessage((message) => {
        if (intake) {
          intake.take(message);
          return;
        }
        const welcome = readHello(message);
        if (!welcome) {
          port.close();
          return;
        }
        port.post(welcome);
        intake = enter(port, welcome.packed);
        setHeard(true);
      });
    },
    unheard() {
      if (ports.size === 0) setHeard(false);
    },
    controls: {
      get paused() {
        return paused;
      },
      get preserveLog() {
        return preserveLog;
      },
      get stacks() {
        return stacks;
      },
      get heard() {
        return heard;
      },
      setPaused(value) {
        if (value === paused) return;
        paused = value;
        if (!paused) tellSkipped();
        log.flush();
        bell.emit();
      },
      setPreserveLog(value) {
        if (value === preserveLog) return;
        preserveLog = value;
        bell.emit();
      },
      setStacks(value) {
        if (value === stacks) return;
        stacks = value;
        for (const port of ports) arm(port);
        bell.emit();
      },
      clear() {
        skipped.count = skipped.bytes = 0;
        log.clear();
      },
      subscribe: (listener) => bell.subscribe(listener),
    },
  };
}
