import { createEmitter } from '../../src/base/emitter.ts';
import { createRingMap } from '../../src/base/ring-map.ts';
import { isBelieved } from '../../src/session/document-clock.ts';
import type { Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { DroppedFact } from '../../src/wire/fact.ts';
import type { Command } from '../../src/wire/message.ts';
import { type GivenUp, isBye, isResuming, readGiven, readHello, readSentAt } from '../channel/greeting.ts';
import type { ChannelPort } from '../channel/port.ts';
import type { RecordingControls } from '../channel/session-host.ts';
import { createDocumentIntake, type DocumentIntake } from './document-intake.ts';

export interface Recorder {
  readonly controls: RecordingControls;
  /** Takes the port of a page's bridge; leaves it alone when it is another tab's. */
  accept(port: ChannelPort): void;
  /** No bridge answers in the tab's top document. One that connects later is heard. */
  unheard(): void;
  /** The devtools page goes away. */
  end(): void;
}

export interface RecorderOptions {
  readonly log: SessionWriter;
  readonly tabId: number;
  /** Shared with whatever else writes into the log. */
  readonly numbering: Numbering;
  /** Wall clock, ms since the epoch, with the precision of `performance.now`. */
  readonly wallClock: () => number;
  /** Wakes the document whose port broke, to connect again. False when it does not answer: it is gone, or kept for a way back. */
  readonly wakeBroken: (documentId: string) => Promise<boolean>;
  /** The tab's top document went, and no other has come yet: a page of the browser's own never does. */
  readonly topLeft: () => void;
}

/** Documents that left and may have been silent only. */
const rememberedDocuments = 100;

/** A document that is recorded. */
interface Visit {
  readonly documentId: string;
  readonly intake: DocumentIntake;
  /** Null from when it broke until the document has connected again. */
  port: ChannelPort | null;
  /** It has said that it goes. */
  leaving: boolean;
}

/**
 * Writes what the pages of one tab tell into the log, in the order of its arrival. It holds no frames itself: a batch is
 * taken, written and acknowledged.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { log, tabId, numbering, wallClock } = options;
  const bell = createEmitter();
  let visits: Visit[] = [];
  let topDocument: string | null = null;
  /** Documents that are loaded ahead of a navigation to them, the top one first. Their frames have other numbers than 0. */
  const prerendered = new Set<string>();
  let paused = false;
  let preserveLog = false;
  let stacks = false;
  let heard = true;
  let ended = false;
  const skipped = { count: 0, bytes: 0 };
  /** The last batch of documents that left: one that only was silent begins anew, and says what it gave up. */
  const lastBatches = createRingMap<string, number>(rememberedDocuments);

  const arm = (port: ChannelPort): void => port.post({ kind: 'arm', stacks } satisfies Command);

  /** Only a page fact may set time 0: an old document that goes must not do it for the next. */
  const sessionNow = (): number => (numbering.zero === null ? 0 : Math.max(0, wallClock() - numbering.zero));

  const drop = (what: DroppedFact['what'], count: number, bytes: number, why: string): void => {
    if (count === 0) return;
    const order = numbering.order();
    log.append({ kind: 'dropped', order, time: sessionNow(), what, count, bytes, why });
  };

  const isHeard = (): boolean => visits.some((each) => each.port && each.documentId === topDocument);
  const framesHeard = (): number =>
    visits.filter((each) => each.port && each.documentId !== topDocument).length;

  const tellHeard = (value: boolean): void => {
    const isNews = value !== heard || !value;
    heard = value;
    if (isNews) bell.emit();
  };

  const tellSkipped = (): void => {
    drop('facts', skipped.count, skipped.bytes, 'paused');
    skipped.count = skipped.bytes = 0;
  };

  /** The tab shows another document: what is left of the one before belongs to the session that ends here. */
  const navigated = (): void => {
    if (preserveLog) return;
    for (const each of visits) each.intake.end();
    visits = [];
    skipped.count = skipped.bytes = 0;
    // Time 0 is set anew, here and, by the next page fact, in the log.
    numbering.zero = null;
    log.clear(0);
  };

  /**
   * A session starts when its top document says hello. The first fact may be one of a frame, which begins later than what the top
   * document is about to tell.
   */
  const startClock = (sentAt: number | null): void => {
    if (numbering.zero === null && sentAt !== null && isBelieved(sentAt, wallClock()))
      numbering.zero = sentAt;
  };

  /** A top document went: one that was loaded ahead may be shown now. Its own connections live on in the new session. */
  const activated = (): void => {
    const [ahead] = prerendered;
    if (ahead === undefined) return;
    topDocument = ahead;
    prerendered.clear();
    if (!preserveLog) log.clear();
  };

  const leave = (visit: Visit, time: number): void => {
    visits = visits.filter((each) => each !== visit);
    lastBatches.set(visit.documentId, visit.intake.lastBatch);
    visit.intake.leave(time);
    if (visit.documentId === topDocument) {
      activated();
      if (!isHeard()) options.topLeft();
    }
    tellHeard(heard);
  };

  /** A port closed: its document went, or the port alone broke. */
  const closed = async (visit: Visit): Promise<void> => {
    const time = sessionNow();
    visit.port = null;
    prerendered.delete(visit.documentId);
    // A page that was loaded ahead takes the place of this one, which is not given time for a word.
    const replaced = visit.documentId === topDocument && prerendered.size > 0;
    if (!visit.leaving && !replaced && (await options.wakeBroken(visit.documentId))) return;
    if (visit.port === null && visits.includes(visit)) leave(visit, time);
  };

  const begin = (port: ChannelPort, packed: boolean, sentAt: number | null): Visit => {
    const { frameId, documentId, prerender } = port.sender;
    if (frameId === 0 && !prerender) {
      if (topDocument !== null && topDocument !== documentId) navigated();
      topDocument = documentId;
      startClock(sentAt);
    }
    if (prerender) prerendered.add(documentId);
    const intake = createDocumentIntake({
      log,
      numbering,
      packed,
      wallClock,
      drop,
      skip(bytes) {
        if (paused) {
          skipped.count++;
          // What a page says of a size may be any number; the sum has to stay a count.
          skipped.bytes = Math.min(skipped.bytes + bytes, Number.MAX_SAFE_INTEGER);
        }
        return paused;
      },
      taken: (batch) => visit.port?.post({ kind: 'taken', batch } satisfies Command),
    });
    const visit: Visit = { documentId, intake, port, leaving: false };
    visits.push(visit);
    return visit;
  };

  /** What a document held when it gave up its port, and never got here. */
  const countLost = (documentId: string, given: readonly GivenUp[]): void => {
    const last = lastBatches.get(documentId);
    if (last === undefined) return;
    lastBatches.delete(documentId);
    const lost = given.reduce((sum, [batch, facts]) => sum + (batch > last ? facts : 0), 0);
    drop('facts', lost, 0, 'lost between page and panel');
  };

  /** Null for a document that goes on with what nobody here knows: it has to begin anew. */
  const enter = (port: ChannelPort, packed: boolean, message: unknown): Visit | null => {
    const resumes = isResuming(message);
    const known = visits.find(({ documentId }) => documentId === port.sender.documentId);
    if (resumes && !known) return null;
    if (known && !resumes) leave(known, sessionNow());
    if (!resumes) countLost(port.sender.documentId, readGiven(message));
    const visit = known && resumes ? known : begin(port, packed, readSentAt(message));
    visit.port = port;
    port.onClose(() => {
      if (visit.port === port) void closed(visit);
    });
    return visit;
  };

  return {
    accept(port) {
      // Left alone, not closed: a port has one end for every devtools page, and closing ours closes it for the right one.
      if (port.sender.tabId !== tabId) return;
      let visit: Visit | null = null;
      port.onMessage((message) => {
        if (visit) {
          if (isBye(message)) visit.leaving = true;
          else visit.intake.take(message);
          return;
        }
        const welcome = readHello(message);
        visit = welcome && enter(port, welcome.packed, message);
        if (!visit) {
          port.close();
          if (welcome) void options.wakeBroken(port.sender.documentId);
          return;
        }
        port.post(welcome);
        arm(port);
        tellHeard(heard || isHeard());
      });
    },
    unheard() {
      if (!isHeard()) tellHeard(false);
    },
    end() {
      ended = true;
      bell.emit();
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
      get framesHeard() {
        return framesHeard();
      },
      get ended() {
        return ended;
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
        for (const { port } of visits) if (port) arm(port);
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
