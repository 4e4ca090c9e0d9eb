import type { Direction, Fact, FrameFact } from '../../src/wire/fact.ts';
import { creditBytes, creditFacts, provisionalBytes, provisionalFacts } from '../../src/wire/limits.ts';
import type { Outbox } from './outbox.ts';
import { utf8Size } from './payload.ts';
import { now, timeOrigin } from './primitives.ts';

type Rest<F> = F extends Fact ? Omit<F, 'order' | 'time'> : never;
/** A fact before it has its place. */
export type Told = Rest<Fact>;

/**
 * dormant: nobody inspects; no listeners, nothing copied · provisional: the first moments of a document, until the bridge
 * knows; kept, bounded · armed: recording.
 */
export type CaptureState = 'dormant' | 'provisional' | 'armed';

export interface Capture {
  readonly on: boolean;
  readonly state: CaptureState;
  /** Whether each frame that is sent goes with the page's call stack. */
  stacks: boolean;
  begin(): void;
  /** True when capture starts afresh and the caller must list what is alive. */
  arm(): boolean;
  rest(): void;
  /** A fact that is no traffic, at `time` or now. */
  tell(fact: Told, time?: number): void;
  /** Returns the frame's number, 0 when it did not fit. `data` null: its Blob (of `size` bytes) is read later. */
  frame(
    connection: number,
    direction: Direction,
    data: string | Uint8Array | null,
    size: number,
    binary: boolean,
    time: number,
    stack?: string,
  ): number;
  bytesOf(connection: number, number: number, data: Uint8Array | null, size: number): void;
  /** Whether a payload of this size would be kept; asked before it is copied. */
  keeps(size: number): boolean;
  /** Rises at each fresh start: what was begun before (a Blob being read) must not end up in the new numbering. */
  readonly run: number;
}

/** One port message is capped at 64 MiB, text may take two bytes a unit in it, and base64 4/3. */
const payloadCap = 28 * 1024 * 1024;

export function createCapture(outbox: Outbox): Capture {
  let state: CaptureState = 'dormant';
  let frames = 0;
  let run = 0;

  const keeps = (size: number): boolean => size <= payloadCap && outbox.hasRoomFor(size);

  const start = (): void => {
    run++;
    frames = 0;
    outbox.begin(provisionalFacts, provisionalBytes);
    tell({
      kind: 'page',
      page: 0,
      url: location.href,
      frame: window === window.top ? 'top' : 'iframe',
      origin: timeOrigin,
    });
  };

  const tell = (fact: Told, time = now()): void => {
    if (!outbox.admits(0, fact.kind === 'buffered')) return;
    // Defined in a literal, not assigned: a page may put setters on `Object.prototype`.
    outbox.put({ ...fact, order: outbox.next(), time } as Fact, 0);
  };

  return {
    stacks: false,
    get on() {
      return state !== 'dormant';
    },
    get state() {
      return state;
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
    keeps,
    frame(connection, direction, data, size, binary, time, stack) {
      if (!outbox.admits(size, true)) return 0;
      const number = ++frames;
      const order = outbox.next();
      if (keeps(size)) {
        const held = data === null ? 0 : size;
        const fact: FrameFact = {
          kind: 'frame',
          order,
          time,
          connection,
          number,
          direction,
          size,
          data,
          binary,
        };
        outbox.put(stack ? { ...fact, stack } : fact, held);
        return number;
      }
      // Of text that goes along the recorder counts the UTF-8; of this one nobody else can.
      const bytes = typeof data === 'string' ? utf8Size(data) : size;
      const payload = 'dropped';
      outbox.dropPayload(bytes);
      outbox.put(
        {
          kind: 'frame',
          order,
          time,
          connection,
          number,
          direction,
          size: bytes,
          data: null,
          binary,
          payload,
        },
        0,
      );
      return 0;
    },
    bytesOf(connection, number, data, size) {
      if (data && keeps(size) && outbox.admits(size, true)) {
        const order = outbox.next();
        outbox.put({ kind: 'bytes-of', order, time: now(), connection, number, data }, size);
      } else outbox.dropPayload(size);
    },
  };
}
