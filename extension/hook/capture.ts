import type { Direction, Fact } from '../../src/wire/fact.ts';
import {
  creditBytes,
  creditFacts,
  provisionalBytes,
  provisionalFacts,
  stringCaps,
} from '../../src/wire/limits.ts';
import * as rowFlags from '../../src/wire/row-flags.ts';
import { capText } from './cap-text.ts';
import type { Outbox } from './outbox.ts';
import { copyBytes, textRange, utf8Size } from './payload.ts';
import { now, timeOrigin } from './primitives.ts';

type Rest<F> = F extends Fact ? Omit<F, 'order' | 'time'> : never;
/** A fact before it has its place. */
export type Told = Rest<Fact>;

/**
 * dormant: nobody inspects; no listeners, nothing copied · provisional: the first moments of a document, until the bridge
 * knows; kept, bounded · armed: recording.
 */
type CaptureState = 'dormant' | 'provisional' | 'armed';

export interface Capture {
  readonly on: boolean;
  /** Whether each frame that is sent goes with the page's call stack. */
  stacks: boolean;
  begin(): void;
  /** True when capture starts afresh and the caller must list what is alive. */
  arm(): boolean;
  rest(): void;
  /** A fact that is no traffic, at `time` or now; `length` of the strings in it, which must be capped. */
  tell(fact: Told, time?: number, length?: number): void;
  /**
   * Returns the frame's number, 0 when it did not fit. `data` is the page's own, of which a copy is taken; that of a Blob is
   * read later. `size` is its length: in UTF-16 units for text, else in bytes.
   */
  frame(
    connection: number,
    direction: Direction,
    data: unknown,
    kind: 'text' | 'buffer' | 'view' | 'blob',
    size: number,
    time: number,
    stack?: string,
  ): number;
  bytesOf(connection: number, number: number, data: Uint8Array | null, size: number): void;
  /** Rises at each fresh start: what was begun before (a Blob being read) must not end up in the new numbering. */
  readonly run: number;
}

export function createCapture(outbox: Outbox): Capture {
  let state: CaptureState = 'dormant';
  let frames = 0;
  let run = 0;

  const start = (): void => {
    run++;
    frames = 0;
    outbox.begin(provisionalFacts, provisionalBytes);
    const url = capText(location.href, stringCaps.url);
    const frame = window === window.top ? 'top' : 'iframe';
    tell({ kind: 'page', page: 0, url, frame, origin: timeOrigin }, undefined, url.length);
  };

  const tell = (fact: Told, time = now(), length = 0): void => {
    if (!outbox.admits(0, fact.kind === 'buffered')) return;
    // Defined in a literal, not assigned: a page may put setters on `Object.prototype`.
    outbox.put({ ...fact, order: outbox.next(), time } as Fact, length);
  };

  /** The payload in rows that fill their batches. */
  const put = (
    order: number,
    time: number,
    connection: number,
    number: number,
    flags: number,
    size: number,
    data: unknown,
  ): void => {
    let from = 0;
    do {
      const room = outbox.room();
      const to = size - from > room ? from + room : size;
      const piece = typeof data === 'string' ? textRange(data, from, to) : copyBytes(data, from, to);
      const more = to < size ? rowFlags.goesOn : 0;
      outbox.row(order, time, connection, number, flags | more, to - from, piece, to - from);
      from = to;
    } while (from < size);
  };

  return {
    stacks: false,
    get on() {
      return state !== 'dormant';
    },
    get run() {
      return run;
    },
    begin() {
      state = 'provisional';
      start();
    },
    arm() {
      if (state === 'armed') return false;
      const fresh = state === 'dormant';
      if (fresh) start();
      state = 'armed';
      outbox.open(creditFacts, creditBytes);
      return fresh;
    },
    rest() {
      state = 'dormant';
      outbox.close();
    },
    tell,
    frame(connection, direction, data, kind, size, time, stack) {
      if (!outbox.admits(size, true)) return 0;
      const number = ++frames;
      const order = outbox.next();
      const flags =
        (direction === 'received' ? rowFlags.received : 0) | (kind === 'text' ? 0 : rowFlags.binary);
      if (stack)
        outbox.row(order, time, connection, number, rowFlags.stack, stack.length, stack, stack.length);
      if (kind === 'blob') {
        outbox.row(order, time, connection, number, flags | rowFlags.pending, size, null, 0);
        return number;
      }
      if (outbox.hasRoomFor(size)) {
        put(order, time, connection, number, flags, size, data);
        return number;
      }
      // Of text that goes along the recorder counts the UTF-8; of this one nobody else can.
      const bytes = typeof data === 'string' ? utf8Size(data) : size;
      outbox.dropPayload(bytes);
      outbox.row(order, time, connection, number, flags | rowFlags.dropped, bytes, null, 0);
      return 0;
    },
    bytesOf(connection, number, data, size) {
      if (data && outbox.hasRoomFor(size) && outbox.admits(size, true))
        put(outbox.next(), now(), connection, number, rowFlags.bytesOf, size, data);
      else outbox.dropPayload(size);
    },
  };
}
