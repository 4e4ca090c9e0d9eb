import { utf8Length } from '../base/bytes.ts';
import { unreachable } from '../base/never.ts';
import { createRingMap } from '../base/ring-map.ts';
import type { ConnectionFact, Fact, FrameFact } from '../wire/fact.ts';
import { mostFrameBytes, mostOpen, mostPending, mostRemembered } from '../wire/limits.ts';
import { createDocumentClock } from './document-clock.ts';

/** The session's own numbers. They only rise, across documents and across clears. */
export interface Numbering {
  /** Wall clock of session time 0, ms since the epoch. Null until the first fact of the session sets it. */
  zero: number | null;
  order(): number;
  page(): number;
  connection(): number;
  frame(): number;
}

export function createNumbering(): Numbering {
  let orders = 0;
  let pages = 0;
  let connections = 0;
  let frames = 0;
  return {
    zero: null,
    order: () => orders++,
    page: () => ++pages,
    connection: () => ++connections,
    frame: () => ++frames,
  };
}

export interface DocumentRebase {
  /** The document's page in the session, 0 until its page fact came. */
  readonly page: number;
  /** Frames that wait for the bytes of a Blob no longer, because too many did. */
  readonly forgotten: number;
  /**
   * The fact in session numbering; null for one that refers to nothing known, is of an impossible size or says that its own document
   * is left, which a sound hook never emits, and for a connection past `mostOpen`.
   */
  rebase(fact: Fact): Fact | null;
}

/**
 * Renumbers the facts of one document for the session.
 *
 *   document A (origin 1000)   constructed #1 at 5     frame 1 at 9         →  #1 at 0, frame 1 at 4
 *   document B (origin 3000)   constructed #1 at 2     frame 1 at 3         →  #2 at 1997, frame 2 at 1998
 *
 * Session time 0 is the wall clock of the session's first fact; each document's clock is shifted by its own origin. A page
 * fact's `origin` is then the wall clock at which the clock of its times, the session's, was 0.
 *
 * @param wallClock the recorder's own, ms since the epoch: what a document says of its time is held against it
 */
export function createDocumentRebase(numbering: Numbering, wallClock?: () => number): DocumentRebase {
  /** Of connections that are open: document number → session number. */
  const open = new Map<number, number>();
  /** Of those that are over: a page may still send on one, and a Blob may come late. */
  const over = createRingMap<number, number>(mostRemembered);
  /** Frames whose Blob is still being read: document number → session number. */
  const pending = createRingMap<number, number>(mostPending);
  const clock = createDocumentClock(wallClock);
  let page = 0;

  const place = (fact: Fact): { order: number; time: number } => {
    const wall = clock.wall(fact.time);
    numbering.zero ??= wall;
    // Facts that were on their way when the session was cleared come from before its time 0.
    return { order: numbering.order(), time: Math.max(0, wall - numbering.zero) };
  };

  const rebaseFrame = (fact: FrameFact, connection: number): Fact | null => {
    // A saved session with such a frame would be refused.
    if (fact.data === null && fact.size > mostFrameBytes) return null;
    const number = numbering.frame();
    if (fact.data === null && fact.payload !== 'dropped') pending.set(fact.number, number);
    const data = typeof fact.data === 'string' ? onWire(fact.data) : ownBytes(fact.data);
    const { order, time } = place(fact);
    const { direction } = fact;
    // What is said of a payload counts only where there is none to look at.
    const binary = data === null ? fact.binary : typeof data !== 'string';
    // The hook leaves counting UTF-8 to this side, off the page's thread.
    const size = data === null ? fact.size : typeof data === 'string' ? utf8Length(data) : data.length;
    const placed = { kind: 'frame', order, time, connection, number, direction, size, data, binary } as const;
    // Told only where there is something to tell: most frames have neither.
    return fact.payload === undefined && fact.stack === undefined
      ? placed
      : { ...placed, ...optional('payload', fact.payload), ...optional('stack', fact.stack) };
  };

  const rebaseConnection = (fact: ConnectionFact): Fact | null => {
    if (fact.kind === 'constructed') {
      if (page === 0 || open.size >= mostOpen || open.has(fact.connection) || over.has(fact.connection))
        return null;
      const connection = numbering.connection();
      open.set(fact.connection, connection);
      return { ...fact, ...place(fact), connection, page };
    }
    const connection = open.get(fact.connection) ?? over.get(fact.connection);
    if (connection === undefined) return null;
    if (fact.kind === 'frame') return rebaseFrame(fact, connection);
    if (fact.kind === 'closed' || fact.kind === 'collected' || fact.kind === 'ended') {
      open.delete(fact.connection);
      over.set(fact.connection, connection);
    }
    if (fact.kind !== 'bytes-of') return { ...fact, ...place(fact), connection };
    const number = pending.get(fact.number);
    if (number === undefined) return null;
    pending.delete(fact.number);
    return { ...fact, ...place(fact), connection, number, data: ownBytes(fact.data) };
  };

  return {
    get page() {
      return page;
    },
    get forgotten() {
      return pending.evicted;
    },
    rebase(fact) {
      switch (fact.kind) {
        case 'page': {
          if (page !== 0) return null;
          page = numbering.page();
          clock.start(fact.origin, fact.time);
          const placed = place(fact);
          return { ...fact, ...placed, page, origin: numbering.zero ?? fact.origin };
        }
        case 'page-left':
          // The recorder sees when a document goes; told twice, a saved session would not come back as it was.
          return null;
        case 'visibility':
        case 'network':
          return page === 0 ? null : { ...fact, ...place(fact), page };
        case 'dropped':
          return page === 0 ? null : { ...fact, ...place(fact) };
        case 'constructed':
        case 'opened':
        case 'frame':
        case 'bytes-of':
        case 'send-failed':
        case 'sent-after-close':
        case 'buffered':
        case 'close-requested':
        case 'error':
        case 'closed':
        case 'collected':
        case 'handshake':
        case 'compared':
        case 'ended':
          return rebaseConnection(fact);
        default:
          return unreachable(fact);
      }
    },
  };
}

const optional = <Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: T });

/** A view on a larger buffer would keep all of that in memory, and count as the part alone. */
function ownBytes<T extends FrameFact['data']>(data: T): T {
  if (data === null || typeof data === 'string' || data.byteLength === data.buffer.byteLength) return data;
  return data.slice() as T;
}

/** What `send` makes of text that no UTF-8 can carry (WebIDL USVString): a lone surrogate becomes U+FFFD. */
const onWire = (text: string): string => (text.isWellFormed() ? text : text.toWellFormed());
