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

/**
 * What one batch from the hook holds at most. Chromium passes a message of 64 KiB or more through shared memory made for it,
 * which costs the page's thread 0.25 ms: three times what the bytes cost below that.
 */
export const batchFacts = 250;
export const batchBytes = 60 * 1024;
/** Bytes that a row takes beside its payload, about. */
export const rowBytes = 64;
/** A payload is not cut to fill less room than this. */
export const leastPiece = 4 * 1024;
/** What the hook may hold unacknowledged before it drops and counts. */
export const creditBytes = 64 * MiB;
export const creditFacts = 200_000;
/**
 * The same while provisional, some 12 ms of event loop time in which nobody may be listening. As many facts, for a page
 * that sends in one long task keeps the word of the bridge waiting; fewer copied bytes.
 */
export const provisionalBytes = 32 * MiB;
export const provisionalFacts = creditFacts;

/** WebSocket messages up to which the browser's own record is read. It comes whole, and larger ones stop DevTools for seconds. */
export const mostMessagesRead = 200_000;
