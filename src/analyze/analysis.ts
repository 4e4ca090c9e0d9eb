import type { ConventionReport } from '../decode/convention.ts';
import type { Packet } from '../decode/packet.ts';
import type { SessionLog } from '../session/session.ts';
import type { Chain, ChainBreak } from './connections/chain.ts';
import type { LatencyStats } from './exchanges/latency-book.ts';
import type {
  ChunkStream,
  Delivery,
  EventFate,
  EventStats,
  Exchange,
  Finding,
  FrameRole,
  Numbering,
  SessionEntry,
} from './results.ts';
import type { AnalysisSettings } from './settings.ts';

/**
 * Everything derived from one session log. Disposable: built again from the log when a decoder or a setting changes,
 * and by itself when the evidence shows another convention than the names did.
 * Lists grow at the end and entries change in place; `version` rises when anything did.
 */
export interface Analysis {
  readonly log: SessionLog;
  readonly settings: AnalysisSettings;
  readonly version: number;
  /** Facts taken so far, as the order of the last one; the log is ahead while a slice is due. */
  readonly behind: boolean;
  /** The last frame taken: later ones have no role yet. */
  readonly lastFrame: number;
  /** Some frame is earlier than one with a lower number. */
  readonly disordered: boolean;
  /** Frames that are heartbeats or packets of the transport. */
  readonly noise: number;
  /** Rises when all was derived anew from the log, by another convention: ids from before mean nothing any more. */
  readonly generation: number;
  /** Share of the log that is analysed, 0 to 1. */
  readonly progress: number;
  /** The newest of each kind; `exchange(id)` and its like find one by its id. */
  readonly exchanges: readonly Exchange[];
  readonly deliveries: readonly Delivery[];
  readonly chunkStreams: readonly ChunkStream[];
  readonly numberings: readonly Numbering[];
  /** By type of request, over all exchanges, also those no longer kept. Most first. */
  readonly latencies: readonly LatencyStats[];
  exchange(id: number): Exchange | undefined;
  delivery(id: number): Delivery | undefined;
  chunkStream(id: number): ChunkStream | undefined;
  readonly chains: readonly Chain[];
  /** Connections that may still present the token of an earlier one: in no chain yet, for a second at most once they are open. */
  readonly arriving: readonly number[];
  /** The end of each connection with what was in flight, in order. */
  readonly breaks: readonly ChainBreak[];
  /** The application's events by name, where the protocol has such a thing. */
  readonly events: readonly EventStats[];
  /** Who entered which namespace, in order. */
  readonly entries: readonly SessionEntry[];
  /** Oldest first. */
  readonly findings: readonly Finding[];
  /** What became of the event in this frame, where its exchange or delivery does not tell. */
  fate(frame: number): EventFate | undefined;
  chainOf(connection: number): Chain | undefined;
  /** The decoder in use, e.g. "json"; "raw" until one is recognised. */
  decoderOf(connection: number): string;
  /** Where this connection's ids, numbers and chunks were found; undefined for a connection that is not known. */
  conventionOf(connection: number): ConventionReport | undefined;
  /** Undefined for a frame that was not analysed. */
  role(frame: number): FrameRole | undefined;
  /** Decodes the packets of one frame again, for the details: nothing decoded is kept. */
  packets(frame: number): readonly Packet[];
  /**
   * Takes what the log has gained, for about `budgetMs`; false when facts are left. Then moves the clock to `now` (session
   * ms), which makes pending things overdue.
   */
  pump(now: number, budgetMs?: number): boolean;
  /** The session is over at `end` (session ms): nothing that is pending will be answered. Final. */
  finish(end: number): void;
}
