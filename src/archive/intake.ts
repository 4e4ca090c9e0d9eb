import { utf8Length } from '../base/bytes.ts';
import { createSessionLog } from '../session/log.ts';
import type { Drops, SessionLog, SessionWriter } from '../session/session.ts';
import type { ConstructedFact, DropKind, Fact, FrameFact, PageFact } from '../wire/fact.ts';
import { mostFrameBytes } from '../wire/limits.ts';
import { latestDate } from './dates.ts';
import type { NoteKind, Notes } from './notes.ts';

/** Ids and frame numbers: columns, and arithmetic on blocks of them, hold 32 bits. No recording reaches it. */
export const mostNumber = 2 ** 31 - 1;
/** Characters of call stacks; the log does not count them among payloads. */
const stackBudget = 512 * 1024 ** 2;
/** Leaving a page looks at every page and connection: so many looks take some seconds. */
const mostPageWork = 2_000_000_000;

const dropKinds: readonly DropKind[] = ['facts', 'payloads', 'frames', 'signals'];
type Counts = Record<DropKind, { count: number; bytes: number }>;
const noCounts = (): Counts => ({
  facts: { count: 0, bytes: 0 },
  payloads: { count: 0, bytes: 0 },
  frames: { count: 0, bytes: 0 },
  signals: { count: 0, bytes: 0 },
});

/**
 * Where the facts of a file are checked against what docs/session-format.md promises, before any goes into the log that was
 * asked for. They wait in a log of their own, so that what is kept meanwhile has the bounds of a session.
 */
export interface Intake {
  /** The wall clock (ms) of session time 0 where the file says it; 0 leaves that to its first page. Before any fact. */
  begin(startedAt: number): void;
  /** Takes, mends or skips (see `notes`) one fact; else says what is wrong with it, for the end of a sentence. */
  take(fact: Fact, line?: number): string | null;
  /** Puts what was taken into the log. `saved`: what the session had dropped before it was saved. */
  commit(saved?: Drops): void;
}

export function createIntake(log: SessionWriter, notes: Notes): Intake {
  const staged = createSessionLog(log.limits);
  const pages = new Set<number>();
  const left = new Set<number>();
  const connections = new Set<number>();
  /** Connections with facts that were never declared: they cannot be declared after that. */
  const unknown = new Set<number>();
  /** Told by `dropped` facts, which the log counts among its own drops. */
  const told = noCounts();
  let lastOrder = -1;
  let lastFrame = 0;
  let stacks = 0;

  const withStack = <T extends FrameFact | ConstructedFact>(fact: T, line: number | undefined): T => {
    if (fact.stack === undefined) return fact;
    stacks += fact.stack.length;
    if (stacks <= stackBudget) return fact;
    notes.add('stacks', line);
    const { stack: _stack, ...rest } = fact;
    return rest as T;
  };

  const skip = (kind: NoteKind, line: number | undefined): null => {
    notes.add(kind, line);
    return null;
  };

  const tooManyPages = (): string | null =>
    pages.size * (pages.size + connections.size) > mostPageWork
      ? `${pages.size} pages and ${connections.size} connections are more than a session has`
      : null;

  const takePage = (fact: PageFact): string | null => {
    if (!isNumber(fact.page)) return `page ${fact.page} is no number from 1 to ${mostNumber}`;
    if (pages.has(fact.page)) return `page ${fact.page} is declared twice`;
    if (!(fact.origin >= 0 && fact.origin + Math.max(staged.lastTime, fact.time) <= latestDate))
      return 'its origin is no date from 1970 to 9999';
    pages.add(fact.page);
    staged.append(fact);
    return tooManyPages();
  };

  const takeConstructed = (fact: ConstructedFact, line: number | undefined): string | null => {
    const { connection } = fact;
    if (!isNumber(connection)) return `connection ${connection} is no number from 1 to ${mostNumber}`;
    if (!isNumber(fact.page)) return `page ${fact.page} is no number from 1 to ${mostNumber}`;
    if (connections.has(connection)) return `connection ${connection} is declared twice`;
    if (unknown.has(connection)) return `connection ${connection} is declared after its first fact`;
    if (!pages.has(fact.page)) notes.add('page-unknown', line);
    connections.add(connection);
    staged.append(withStack(fact, line));
    return tooManyPages();
  };

  const takeFrame = (fact: FrameFact, line: number | undefined): string | null => {
    const { number, connection } = fact;
    if (!isNumber(number)) return `frame ${number} is no number from 1 to ${mostNumber}`;
    if (lastFrame > 0 && number !== lastFrame + 1) return `frame ${number} follows frame ${lastFrame}`;
    if (!isNumber(connection)) return `connection ${connection} is no number from 1 to ${mostNumber}`;
    if (fact.size > mostFrameBytes) return `a frame of ${fact.size} bytes is larger than any`;
    lastFrame = number;
    if (!connections.has(connection)) {
      unknown.add(connection);
      notes.add('frame-unknown', line);
    }
    staged.append(mendedFrame(withStack(fact, line), notes, line));
    return null;
  };

  const take = (fact: Fact, line: number | undefined): string | null => {
    switch (fact.kind) {
      case 'page':
        return takePage(fact);
      case 'constructed':
        return takeConstructed(fact, line);
      case 'frame':
        return takeFrame(fact, line);
      case 'dropped':
        told[fact.what].count += fact.count;
        told[fact.what].bytes += fact.bytes;
        break;
      case 'page-left':
        if (!pages.has(fact.page)) return skip('fact-unknown', line);
        if (left.has(fact.page)) return skip('left-twice', line);
        left.add(fact.page);
        break;
      case 'visibility':
      case 'network':
        if (!pages.has(fact.page)) return skip('fact-unknown', line);
        break;
      case 'bytes-of': {
        const frame = staged.frame(fact.number);
        if (frame?.payload !== 'pending' || frame.connection !== fact.connection)
          return skip('bytes-unknown', line);
        const { limits, payloadBytes } = staged;
        const { length } = fact.data;
        if (length > limits.payloadCap || payloadBytes + length > limits.payloadBytes)
          return skip('payloads-past', line);
        break;
      }
      default:
        if (connections.has(fact.connection)) break;
        unknown.add(fact.connection);
        return skip('fact-unknown', line);
    }
    staged.append(fact);
    return null;
  };

  return {
    begin(startedAt) {
      if (startedAt > 0) staged.clear(startedAt);
    },
    take(fact, line) {
      const { order, time } = fact;
      if (!Number.isSafeInteger(order)) return `order ${order} is no whole number`;
      if (order <= lastOrder) return `order ${order} comes after order ${lastOrder}`;
      if (!(time >= 0 && staged.startedAt + time <= latestDate))
        return `time ${time} is before the session or after the year 9999`;
      lastOrder = order;
      return take(fact, line);
    },
    commit(saved = noCounts()) {
      try {
        // The page that said it may be past the limits.
        if (staged.startedAt > 0) log.clear(staged.startedAt);
        for (const fact of staged.facts()) log.append(fact);
      } catch (error) {
        log.clear(0);
        throw error;
      }
      log.restoreDrops(dropsOf(saved, told, [staged, log], notes));
      log.flush();
    },
  };
}

const isNumber = (value: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= mostNumber;

/** The payload decides on size and type; without one, the frame is believed. */
function mendedFrame(fact: FrameFact, notes: Notes, line: number | undefined): FrameFact {
  const { data } = fact;
  if (data === null) return fact;
  const binary = typeof data !== 'string';
  const size = binary ? data.length : utf8Length(data);
  if (size !== fact.size) notes.add('size', line);
  if (binary !== fact.binary) notes.add('binary', line);
  if (size === fact.size && binary === fact.binary && fact.payload === undefined) return fact;
  const { payload: _payload, ...rest } = fact;
  return { ...rest, size, binary };
}

/** What the session had dropped, and what reading it let go. */
function dropsOf(saved: Drops, told: Drops, logs: readonly SessionLog[], notes: Notes): Drops {
  const drops = noCounts();
  for (const kind of dropKinds) {
    const past = (what: 'count' | 'bytes'): number =>
      logs.reduce((sum, { drops }) => sum + Math.max(0, drops[kind][what] - told[kind][what]), 0);
    const count = past('count');
    if (count > 0) notes.add(pastKinds[kind], undefined, count);
    drops[kind] = {
      count: Math.min(Number.MAX_SAFE_INTEGER, saved[kind].count + count),
      bytes: Math.min(Number.MAX_SAFE_INTEGER, saved[kind].bytes + past('bytes')),
    };
  }
  return drops;
}

const pastKinds: Readonly<Record<DropKind, NoteKind>> = {
  facts: 'events-past',
  signals: 'events-past',
  frames: 'frames-past',
  payloads: 'payloads-past',
};
