import type { ChunkBody } from '../decode/link.ts';
import type { PacketKind } from '../decode/packet.ts';
import type { Direction } from '../wire/fact.ts';

/** States and codes are promised to users and scripts: docs/report.md. Times are session ms, frames are session numbers. */
export type ExchangeState =
  | 'pending'
  | 'overdue'
  | 'answered'
  | 'late'
  | 'failed'
  | 'streaming'
  | 'cancelled'
  | 'unanswered';

export interface Exchange {
  /** From 0, in order; see `Analysis.exchange`. */
  readonly id: number;
  readonly connection: number;
  readonly key: string;
  /** What the key counts in (a namespace); '' where the protocol has none. */
  readonly scope: string;
  readonly name: string;
  readonly asker: Direction;
  readonly state: ExchangeState;
  readonly requestFrame: number;
  readonly requestedAt: number;
  /** At most 1,000 of them, the latest last. */
  readonly responseFrames: readonly number[];
  readonly responses: number;
  /** The final one of them: what came under the id later is there as well. */
  readonly answerFrame: number | null;
  /** Until the first answer, where there are several. */
  readonly firstAnswerMs: number | null;
  /** Time of the final answer, or of the connection's end for one that got none. */
  readonly endedAt: number | null;
  readonly latencyMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Paired by name and order, for want of an id. */
  readonly byOrder: boolean;
  readonly longHeld: boolean;
}

export type DeliveryState = 'pending' | 'acked' | 'unacked' | 'given-up';

export interface Transmission {
  readonly frame: number;
  readonly connection: number;
  readonly time: number;
  /** Its own number, where the sender gave it another one than the first. */
  readonly seq?: number;
}

export interface Delivery {
  readonly id: number;
  readonly chain: number;
  readonly channel: string;
  readonly seq: number;
  /** Id of its first attempt, where that is a request and no numbered packet. */
  readonly key?: string;
  readonly direction: Direction;
  readonly name: string;
  readonly state: DeliveryState;
  readonly transmissions: readonly Transmission[];
  readonly ackFrame: number | null;
  readonly ackedAt: number | null;
  /** From the first transmission to the ack. */
  readonly latencyMs: number | null;
  /** Acks that said it is missing. */
  readonly nackFrames: readonly number[];
  /** Its numbering, and how often that had begun anew by then. */
  readonly numbering: number;
  readonly epoch: number;
}

export type AckStyle = 'none' | 'single' | 'list' | 'ranges' | 'cumulative';

/** The numbers of one direction and channel of a chain: what its deliveries have in common. */
export interface Numbering {
  readonly id: number;
  readonly chain: number;
  readonly channel: string;
  readonly direction: Direction;
  /** Times the numbers began anew (a wrap, or a sender that lost its count), and the frames that did. */
  readonly restarts: number;
  readonly wraps: number;
  readonly first: number;
  readonly highest: number;
  /** Packets by number, and frames that carried one again. */
  readonly packets: number;
  readonly retransmissions: number;
  readonly acked: number;
  readonly acks: number;
  readonly acksAgain: number;
  readonly nacks: number;
  readonly ackStyle: AckStyle;
  /** Numbers missing when a later one came, and of those the ones that still came. */
  readonly gaps: number;
  readonly healed: number;
  readonly duplicates: number;
  /** Packets not yet acknowledged, now and at most. */
  readonly window: number;
  readonly windowPeak: number;
}

export type ChunkStreamState = 'open' | 'complete' | 'partial' | 'mismatch' | 'ambiguous';

/** A run of chunks on one connection: one segment bar in the view. */
export interface ChunkSegment {
  readonly connection: number;
  /** Index of the first chunk, and how many follow on. */
  readonly firstIndex: number;
  readonly chunks: number;
  readonly bytes: number;
  readonly from: number;
  readonly to: number;
}

export interface ChunkStream {
  readonly id: number;
  readonly chain: number;
  readonly name: string;
  readonly direction: Direction;
  readonly state: ChunkStreamState;
  readonly declared: { readonly bytes: number | null; readonly chunks: number | null };
  readonly carried: { readonly bytes: number; readonly chunks: number };
  readonly connections: readonly number[];
  readonly segments: readonly ChunkSegment[];
  readonly resumes: number;
  readonly startFrame: number;
  readonly endFrame: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Time of the last chunk, start or resume: what a stall is measured from. */
  readonly activeAt: number;
  /** Frames that carried chunk i, in order of index; a re-sent chunk replaces the earlier frame. Holes are undefined. */
  readonly chunkFrames: readonly (number | undefined)[];
  /** Chunks past the number of them that is followed one by one. */
  readonly unlisted: number;
  /** Chunks that came again under their number. */
  readonly repeated: number;
  /** Where in a frame the bytes stand; null: the whole frame. */
  readonly body: ChunkBody | null;
  readonly declaredSha256: string | null;
  /** Of what was carried, where a hash was declared and the bytes could be read at the end. */
  readonly sha256: string | null;
}

/**
 * What the protocol promises for an event, as far as this session shows: at-most-once (nobody is told whether it arrived), confirmed
 * (sent once, and its ack tells), at-least-once (sent again until acknowledged), recoverable (what a drop swallowed is sent again
 * after the reconnect, while the sender remembers).
 */
export type Guarantee = 'at-most-once' | 'confirmed' | 'at-least-once' | 'recoverable';

/** What became of an event, where that is more than its exchange or delivery tells. */
export type EventFate = 'in-doubt' | 'buffered' | 'replayed' | 'repeated';

/** All events of one name, namespace and direction. Attempts of one event count once. */
export interface EventStats {
  readonly id: number;
  readonly scope: string;
  readonly name: string;
  readonly direction: Direction;
  readonly guarantee: Guarantee;
  readonly count: number;
  /** Of those, the ones that asked for an ack, and what came of it so far. */
  readonly asked: number;
  readonly acked: number;
  readonly failed: number;
  /** Sent again, as further attempts of an event that was not acknowledged. */
  readonly retries: number;
  /** Carried the offset that a reconnect asks from. */
  readonly withOffset: number;
  /** How many met each fate. */
  readonly fates: Readonly<Record<EventFate, number>>;
  /** ms from event to ack, the latest 1,000 of them. */
  readonly latencies: readonly number[];
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Frames that say why: the latest event and, where there is one, its ack or the offset that was asked for. */
  readonly evidence: readonly number[];
}

/** One side's entry into a namespace on one connection: begun anew, or going on where another stopped. */
export interface SessionEntry {
  readonly connection: number;
  readonly scope: string;
  /** Frame that asked to enter, and the one that let in; 0 where it was not asked. */
  readonly askFrame: number;
  readonly answerFrame: number;
  readonly time: number;
  /** Who knows what was missed: the protocol (by its token), the application (by its own offset), or nobody. */
  readonly resumedBy: 'protocol' | 'application' | null;
  /** The offset that was asked from. */
  readonly offset: string | null;
  /** Null where nothing was asked to be recovered. */
  readonly recovered: boolean | null;
  /** Events that came again or for the first time because of it. */
  readonly replayed: readonly number[];
  /** How it ended: one side left on purpose, pings stopped, or the connection was lost. Null while it lasts. */
  readonly end: 'page' | 'server' | 'heartbeat' | 'transport' | null;
  /** The frame that says so, where one does. */
  readonly endFrame: number | null;
}

export type Severity = 'error' | 'warning' | 'info';

export type FindingCode =
  | 'exchange-unanswered'
  | 'exchange-overdue'
  | 'exchange-late'
  | 'exchange-failed'
  | 'exchange-duplicate-response'
  | 'exchange-id-reused'
  | 'response-orphan'
  | 'delivery-unacked'
  | 'delivery-given-up'
  | 'delivery-retransmitted'
  | 'delivery-duplicate'
  | 'delivery-gap'
  | 'delivery-out-of-order'
  | 'ack-unknown'
  | 'ack-duplicate'
  | 'chunk-stream-partial'
  | 'chunk-stream-mismatch'
  | 'chunk-stream-stalled'
  | 'chunk-resume-overlap'
  | 'chunk-resume-hole'
  | 'chunk-unexpected'
  | 'frame-over-cap'
  | 'send-failed'
  | 'send-after-close'
  | 'buffered-high'
  | 'buffered-at-close'
  | 'close-abnormal'
  | 'never-opened'
  | 'closed-by-page-unload'
  | 'reconnect-storm'
  | 'heartbeat-missed'
  | 'event-in-doubt'
  | 'event-repeated'
  | 'event-missing'
  | 'recovery-missed'
  | 'left-by-server'
  | 'decode-failed'
  | 'socket-collected'
  | 'capture-dropped';

/** Something wrong or worth knowing. */
export interface Finding {
  /** Stable within the analysis: one finding per subject and code. */
  readonly key: string;
  readonly code: FindingCode;
  readonly severity: Severity;
  /** 0 where it concerns no connection. */
  readonly connection: number;
  readonly time: number;
  /** The evidence: frames in the log. */
  readonly frames: readonly number[];
  /** One line, no full stop: what happened. */
  readonly title: string;
  /** Sentences with the numbers in them: what happened, what the spec says, what to look at next. */
  readonly detail: string;
  readonly subject?: { readonly kind: 'exchange' | 'delivery' | 'chunk-stream'; readonly id: number };
}

/** What a frame means to the others; one line in the Frames tab. */
export interface FrameRole {
  /** Protocol-level name: event, method or type. */
  readonly name: string;
  /** Namespace or channel; '' where the protocol has none. */
  readonly scope: string;
  readonly kind: PacketKind;
  /** The frame with the head of the packet that this one carries a later part of. */
  readonly head: number | null;
  readonly exchange: number | null;
  readonly delivery: number | null;
  readonly chunkStream: number | null;
}
