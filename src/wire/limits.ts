/** The bounds of capture, in one place. Each counts what it drops. */
export interface Limits {
  /**
   * Bytes of memory that the payloads of the log take; the oldest payloads go first. Text counts one byte a character where it
   * is ASCII, else two. (`size` of a frame is another thing: the UTF-8 length.)
   */
  readonly payloadBytes: number;
  /** Frame rows the log keeps; the oldest rows go first. */
  readonly frames: number;
  /** Bytes of memory that one payload may take; a larger frame keeps its row and size. */
  readonly payloadCap: number;
  /** Facts other than frames the log keeps; samples of bufferedAmount go first, then the oldest of what is over. */
  readonly events: number;
  /** Bytes of memory that the strings of these facts and the call stacks of frames take. */
  readonly eventBytes: number;
}

const MiB = 1024 * 1024;

export const defaultLimits: Limits = {
  payloadBytes: 512 * MiB,
  frames: 2_000_000,
  payloadCap: 64 * MiB,
  events: 500_000,
  eventBytes: 128 * MiB,
};

/** Characters of one string of a fact; the rest is cut and counted in the string itself (see fact-caps.ts). */
export const stringCaps = {
  url: 16 * 1024,
  stack: 16 * 1024,
  /** Each protocol that is offered, and the one that is chosen. */
  protocol: 1024,
  extensions: 4 * 1024,
  /** RFC 6455 §5.5: 123 bytes at most. */
  reason: 1024,
  error: 4 * 1024,
  why: 1024,
  headerName: 1024,
  headerValue: 16 * 1024,
} as const;
/** Protocols that a constructor offered, and headers of one message; of the rest their number is kept. */
export const mostProtocols = 100;
export const mostHeaders = 200;
/** Bytes of a frame whose payload is not there to be measured: 1 TiB. No browser sends so much. */
export const mostFrameBytes = 2 ** 40;
/** Elements of a list that is looked at at all: a list of 4 billion holes takes no room in a message. */
export const mostElements = 65_536;
/** Connections of one document that are open, and that are over and remembered (a page may `send` after close). */
export const mostOpen = 200_000;
export const mostRemembered = 50_000;
/** Frames of one document whose Blob is being read. */
export const mostPending = 50_000;

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

/** WebSocket messages and connections up to which the browser's own record is read. It comes whole, and larger ones stop DevTools for seconds. */
export const mostMessagesRead = 200_000;
