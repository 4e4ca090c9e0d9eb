/**
 * What capture records. The hook emits facts numbered within its document; the recorder renumbers them for the session
 * (src/session/rebase.ts) and from then on they never change. Nothing derived is ever a fact.
 */

export type Direction = 'sent' | 'received';

/** How a page's document sits in the tab. */
export type FrameKind = 'top' | 'iframe' | 'worker';

interface FactBase {
  /** Position in the stream of facts: of the document as the hook emits it, of the session once recorded. Rises by 1. */
  readonly order: number;
  /** Milliseconds, monotonic: since the document's time origin as emitted, since the session's start once recorded. */
  readonly time: number;
}

interface ConnectionFactBase extends FactBase {
  /** The connection, from 1: within the document as emitted, within the session once recorded. */
  readonly connection: number;
}

/** A document (or worker) in which connections live. */
export interface PageFact extends FactBase {
  readonly kind: 'page';
  /** From 1; 0 as emitted by the hook, which does not know. */
  readonly page: number;
  readonly url: string;
  readonly frame: FrameKind;
  /** Wall clock, ms since the epoch, at time 0 of the clock that `time` is told in (the document's, then the session's). */
  readonly origin: number;
  /**
   * Why no hook stands in the document, so that its connections come from the browser's network record. reachable: page script
   * could reach the window before any hook · not-html: the document is no HTML.
   */
  readonly unhooked?: 'reachable' | 'not-html';
}

export interface ConstructedFact extends ConnectionFactBase {
  readonly kind: 'constructed';
  readonly page: number;
  readonly url: string;
  readonly protocols: readonly string[];
  /** `readyState` when it was first seen; above 0 means capture attached late and earlier frames are unknown. */
  readonly readyState: number;
  /** Told by the browser's network record, because no hook sees it: a worker's socket, a WebSocketStream. */
  readonly by?: 'network';
  /** The page's call stack, a line per call, innermost first; absent when capture attached late. */
  readonly stack?: string;
}

export interface OpenedFact extends ConnectionFactBase {
  readonly kind: 'opened';
  readonly protocol: string;
  readonly extensions: string;
}

export interface FrameFact extends ConnectionFactBase {
  readonly kind: 'frame';
  /** From 1, over all connections of the document as emitted, of the session once recorded. */
  readonly number: number;
  readonly direction: Direction;
  /** Application bytes: UTF-8 length for text. */
  readonly size: number;
  /** Text, bytes, or null while a Blob is being read or when the payload was not kept (see `DroppedFact`). */
  readonly data: string | Uint8Array | null;
  /** Whether the frame is binary (RFC 6455 opcode 2); told apart here because `data` may be null. */
  readonly binary: boolean;
  /** Why `data` is null: its Blob is still being read (also when absent), or the bytes were not kept. */
  readonly payload?: 'pending' | 'dropped';
  /** The page's call stack at `send`, a line per call, innermost first (V8's format); only when it was asked for. */
  readonly stack?: string;
}

/** The bytes of a frame whose Blob has been read. */
export interface BytesOfFact extends ConnectionFactBase {
  readonly kind: 'bytes-of';
  readonly number: number;
  readonly data: Uint8Array;
}

/** `send` threw: nothing was queued. */
export interface SendFailedFact extends ConnectionFactBase {
  readonly kind: 'send-failed';
  readonly size: number;
  readonly error: string;
}

/** `send` after close: WHATWG WebSockets drops the data and only raises bufferedAmount. */
export interface SentAfterCloseFact extends ConnectionFactBase {
  readonly kind: 'sent-after-close';
  readonly size: number;
}

/** A sample of bufferedAmount, in bytes. */
export interface BufferedFact extends ConnectionFactBase {
  readonly kind: 'buffered';
  readonly amount: number;
}

export interface CloseRequestedFact extends ConnectionFactBase {
  readonly kind: 'close-requested';
  readonly code: number | null;
  readonly reason: string;
}

export interface ErrorFact extends ConnectionFactBase {
  readonly kind: 'error';
}

export interface ClosedFact extends ConnectionFactBase {
  readonly kind: 'closed';
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** An open WebSocket was garbage-collected. */
export interface CollectedFact extends ConnectionFactBase {
  readonly kind: 'collected';
}

/** The document was left (navigation, tab closed): its connections end without a close event. */
export interface PageLeftFact extends FactBase {
  readonly kind: 'page-left';
  readonly page: number;
}

export interface VisibilityFact extends FactBase {
  readonly kind: 'visibility';
  readonly page: number;
  readonly visible: boolean;
}

export interface NetworkFact extends FactBase {
  readonly kind: 'network';
  readonly page: number;
  readonly online: boolean;
}

/** From the browser's network record: the opening handshake (RFC 6455 §4). */
export interface HandshakeFact extends ConnectionFactBase {
  readonly kind: 'handshake';
  /** HTTP status of the answer; 0 where none came or the browser does not tell. */
  readonly status: number;
  readonly requestHeaders: readonly (readonly [name: string, value: string])[];
  readonly responseHeaders: readonly (readonly [name: string, value: string])[];
  /** Milliseconds from the request to its answer. */
  readonly wait?: number;
  /** What the browser says went wrong, in its own words; it never tells the page. */
  readonly error?: string;
}

/** How many frames the browser's own network record has of a connection and how many the log has, at a moment when both
 * had come to rest. */
export interface ComparedFact extends ConnectionFactBase {
  readonly kind: 'compared';
  /** Frames that the browser counted. */
  readonly sent: number;
  readonly received: number;
  /** Frames that were recorded. */
  readonly recordedSent: number;
  readonly recordedReceived: number;
}

/** The end of a connection that the network record tells of, which does not know the close code. */
export interface EndedFact extends ConnectionFactBase {
  readonly kind: 'ended';
}

/** What Sockscope itself did not keep. Never silent: every bound ends here. */
export interface DroppedFact extends FactBase {
  readonly kind: 'dropped';
  readonly what: DropKind;
  readonly count: number;
  readonly bytes: number;
  readonly why: string;
}

/** facts: never arrived in the log, or let go of by it · payloads: row kept, bytes not · frames: row and bytes evicted · signals: samples */
export type DropKind = 'facts' | 'payloads' | 'frames' | 'signals';

export type ConnectionFact =
  | ConstructedFact
  | OpenedFact
  | FrameFact
  | BytesOfFact
  | SendFailedFact
  | SentAfterCloseFact
  | BufferedFact
  | CloseRequestedFact
  | ErrorFact
  | ClosedFact
  | CollectedFact
  | HandshakeFact
  | ComparedFact
  | EndedFact;

export type Fact = ConnectionFact | PageFact | PageLeftFact | VisibilityFact | NetworkFact | DroppedFact;
export type FactKind = Fact['kind'];
