import type { Unsubscribe } from '../base/emitter.ts';
import type {
  CloseRequestedFact,
  ComparedFact,
  Direction,
  DropKind,
  Fact,
  FrameKind,
  HandshakeFact,
  PageFact,
} from '../wire/fact.ts';
import type { Limits } from '../wire/limits.ts';

/** A document or worker, as the log tells it. */
export interface Page {
  readonly id: number;
  readonly url: string;
  readonly frame: FrameKind;
  /** Session time (ms) at which the page appeared, and at which it was left, if it was. */
  readonly time: number;
  readonly leftAt: number | null;
  /** Why no hook stands in it: its connections come from the browser's network record (wire/fact.ts). */
  readonly unhooked: PageFact['unhooked'];
}

/** One WebSocket object, from constructor to close. Counters rise while it lives; times are session ms. */
export interface Connection {
  readonly id: number;
  readonly page: number;
  readonly url: string;
  readonly protocols: readonly string[];
  readonly constructedAt: number;
  /** Above 0 (CONNECTING): capture attached late, earlier frames are unknown. */
  readonly firstReadyState: number;
  readonly openedAt: number | null;
  readonly protocol: string;
  readonly extensions: string;
  readonly closedAt: number | null;
  /** Null while open, and where the end was seen without a close event (page left, collected). */
  readonly close: { readonly code: number; readonly reason: string; readonly wasClean: boolean } | null;
  readonly closeRequested: Pick<CloseRequestedFact, 'code' | 'reason' | 'time'> | null;
  /** Why it ended, where no close event told. */
  readonly endedBy: 'close' | 'page-left' | 'collected' | 'network' | null;
  readonly handshake: HandshakeFact | null;
  /** Told by the browser's network record alone: no call of the page and no close code is known. */
  readonly fromNetwork: boolean;
  /** The last comparison with the browser's own count of frames. */
  readonly compared: ComparedFact | null;
  readonly sent: Traffic;
  readonly received: Traffic;
  /** Last and highest sample of bufferedAmount, bytes. */
  readonly bufferedAmount: number;
  readonly bufferedPeak: number;
}

export interface Traffic {
  readonly frames: number;
  readonly bytes: number;
}

/** One frame, read out of the columns. */
export interface Frame {
  /** From 1, in the session. */
  readonly number: number;
  readonly order: number;
  readonly connection: number;
  /** Session ms. */
  readonly time: number;
  readonly direction: Direction;
  readonly binary: boolean;
  /** Application bytes. */
  readonly size: number;
  /** Null: the Blob is still being read (`payload` pending) or the bytes were not kept (`payload` dropped). */
  readonly data: string | Uint8Array | null;
  readonly payload: 'kept' | 'pending' | 'dropped';
  /** The page's call stack at `send`, where it was asked for. */
  readonly stack?: string;
}

/** Everything but frames, in the order it was recorded. */
export type SessionEvent = Exclude<Fact, { kind: 'frame' } | { kind: 'bytes-of' }>;

export type Drops = Readonly<Record<DropKind, { readonly count: number; readonly bytes: number }>>;

/** Read side of the log: what decode, analysis, panel and archive see. Read only what is asked for; nothing is copied. */
export interface SessionLog {
  /** Rises at each change; 0 is an empty log. */
  readonly version: number;
  /** Rises when the log is cleared or replaced: whatever was derived is void. */
  readonly epoch: number;
  readonly limits: Limits;
  /** Wall clock of session time 0, ms since the epoch; 0 while nothing was recorded. */
  readonly startedAt: number;
  /** Time of the newest fact, session ms. */
  readonly lastTime: number;
  readonly pages: readonly Page[];
  readonly connections: readonly Connection[];
  readonly events: readonly SessionEvent[];
  /** First frame number still kept, and the last one; last < first when there is none. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  readonly payloadBytes: number;
  readonly drops: Drops;
  connection(id: number): Connection | undefined;
  /** Undefined for a number that is not kept (evicted, or never was). */
  frame(number: number): Frame | undefined;
  /** The kept facts after `order`, in order; frames hold the bytes that arrived for them since. */
  facts(after?: number): Iterable<Fact>;
  subscribe(listener: () => void): Unsubscribe;
}

/** Write side: the recorder, and readers of archives. */
export interface SessionWriter extends SessionLog {
  /** Takes one fact in session numbering (see rebase.ts). `order` and, for frames, `number` must rise. */
  append(fact: Fact): void;
  /**
   * Forgets what is over, frees the memory and raises `epoch`; pages and connections that are still open stay listed. With a
   * wall clock (ms) everything goes and session time starts there. Numbering goes on: a number never means two frames.
   */
  clear(startedAt?: number): void;
  /** The counts of an archive that was read: what its session had dropped before it was saved. */
  restoreDrops(drops: Drops): void;
  /** Rings the bell; the caller does so once per batch. */
  flush(): void;
}
