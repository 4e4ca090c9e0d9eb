/** The bounds of capture, in one place. Each counts what it drops. */
export interface Limits {
  /** Bytes of payload the log keeps in memory; the oldest payloads go first. */
  readonly payloadBytes: number;
  /** Frame rows the log keeps; the oldest rows go first. */
  readonly frames: number;
  /** Bytes of one payload that are kept; a larger frame keeps its row and size. */
  readonly payloadCap: number;
  /** Facts other than frames (samples of bufferedAmount and the like) the log keeps. */
  readonly events: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: Limits = {
  payloadBytes: 512 * MiB,
  frames: 2_000_000,
  payloadCap: 64 * MiB,
  events: 500_000,
};

/** Facts per batch from the hook, and the bytes after which a batch goes at once (one port message is capped at 64 MiB). */
export const batchFacts = 500;
export const batchBytes = 1 * MiB;
/** What the hook may hold unacknowledged before it drops and counts. */
export const creditBytes = 64 * MiB;
export const creditFacts = 200_000;
/**
 * The same while provisional, some 12 ms of event loop time in which nobody may be listening. As many facts, for a page
 * that sends in one long task keeps the word of the bridge waiting; fewer copied bytes.
 */
export const provisionalBytes = 32 * MiB;
export const provisionalFacts = creditFacts;
