import type { Direction } from '../wire/fact.ts';
import type { Place } from './place.ts';

/**
 * What a packet says about others, free of protocol. Analyzers read links and nothing else, so every protocol that is
 * decoded to links is paired, checked for acks and followed as chunks without another line.
 *
 * `scope` belongs to every key: it tells apart what counts separately (a namespace, a channel). Who asked is not part of
 * it: the analyzer knows the packet's direction.
 */
export type Link =
  | AsksLink
  | AnswersLink
  | CancelsLink
  | NumberedLink
  | AcksLink
  | StartsStreamLink
  | ChunkLink
  | EndsStreamLink
  | ResumesStreamLink
  | BeatsLink
  | BeatRuleLink
  | EmitsLink
  | ResumesSessionLink
  | ContinuesLink
  | LeavesLink;

export interface AsksLink {
  readonly kind: 'asks';
  /** Type-tagged by `keyOf`, so that 1 is not "1". */
  readonly key: string;
  readonly scope?: string;
  /** There is no id: the key is its name and how many of that name were asked before it. */
  readonly byOrder?: boolean;
  /** A subscription or long poll: open by design, never overdue. */
  readonly longHeld?: boolean;
  /** Has an id, but may be a push: counts as an exchange only once it is answered. */
  readonly tentative?: boolean;
  /**
   * Fingerprint of what is asked, without the key. Where a protocol gives a retry a new key, the same content asked again
   * while nothing answered it is another attempt.
   */
  readonly content?: string;
}

export interface AnswersLink {
  readonly kind: 'answers';
  readonly key: string;
  readonly scope?: string;
  /** False: more answers follow (a stream item). */
  readonly final: boolean;
  readonly error?: { readonly code: string; readonly message: string };
  /** Takes the place of the answer before, which only told that the question had come. */
  readonly instead?: boolean;
}

export interface CancelsLink {
  readonly kind: 'cancels';
  readonly key: string;
  readonly scope?: string;
}

export interface NumberedLink {
  readonly kind: 'numbered';
  readonly n: number;
  readonly channel: string;
}

export interface AcksLink {
  readonly kind: 'acks';
  readonly channel: string;
  /** One number, a list of them, or inclusive ranges. */
  readonly numbers: readonly number[];
  readonly ranges?: readonly (readonly [from: number, to: number])[];
  /** Acknowledges everything up to and including this number. */
  readonly upTo?: number;
  /** A nack: says they are missing. */
  readonly negative?: boolean;
}

export interface StartsStreamLink {
  readonly kind: 'starts-stream';
  readonly id?: string;
  readonly name: string;
  readonly bytes?: number;
  readonly chunks?: number;
  /** Declared SHA-256, lower-case hex. */
  readonly sha256?: string;
}

export interface ChunkLink {
  readonly kind: 'chunk';
  /** Absent: belongs to the stream open in its direction on its connection. */
  readonly id?: string;
  readonly index?: number;
  /** First byte of the chunk within the whole, where the protocol counts bytes instead of chunks. */
  readonly offset?: number;
  /** Application bytes carried. */
  readonly bytes: number;
  /** Where in the frame they stand; absent, the whole frame is the chunk. */
  readonly body?: ChunkBody;
  /** There is no start: the first chunk under an id opens the stream. */
  readonly opens?: { readonly name: string; readonly chunks?: number; readonly bytes?: number };
  /** Ends the stream as well. */
  readonly last?: boolean;
}

/** Behind a header in a binary frame, or a string in a JSON text: enough to read the bytes again without the decoder's state. */
export type ChunkBody =
  | { readonly in: 'bytes'; readonly from: number }
  | { readonly in: 'json'; readonly place: Place; readonly encoding: 'text' | 'base64' };

export interface EndsStreamLink {
  readonly kind: 'ends-stream';
  readonly id?: string;
  readonly name?: string;
  readonly cancelled?: boolean;
  /** Declared only here: a size, a number of chunks, a SHA-256. */
  readonly bytes?: number;
  readonly chunks?: number;
  readonly sha256?: string;
}

export interface ResumesStreamLink {
  readonly kind: 'resumes-stream';
  readonly id?: string;
  readonly name?: string;
  /** Next chunk, from 0, or next byte. */
  readonly index?: number;
  readonly offset?: number;
}

export interface BeatsLink {
  readonly kind: 'beats';
  readonly beat: 'ping' | 'pong';
}

/** The protocol's own heartbeat, as its handshake declares it. */
export interface BeatRuleLink {
  readonly kind: 'beat-rule';
  /** Direction of the pings. */
  readonly pinger: Direction;
  /** ms from one ping to the next, and from a ping to its pong. */
  readonly interval: number;
  readonly timeout: number;
}

/** An event of the application's own: what the protocol guarantees for it is worth telling. */
export interface EmitsLink {
  readonly kind: 'emits';
  readonly scope: string;
  /** Where the sender's history stands after it: a reconnect may ask for what followed. */
  readonly offset?: string;
  /** Stands where an offset would, but nothing on this connection says that it is one. */
  readonly tentative?: boolean;
}

/** Asks to go on where an earlier connection stopped, and says what was received last. */
export interface ResumesSessionLink {
  readonly kind: 'resumes-session';
  readonly scope: string;
  /** Of the session to recover; absent where only the application knows the offset. */
  readonly token?: string;
  readonly offset?: string;
  /** Where the token stands, for protocols that do not say so themselves. */
  readonly place?: Place;
  /** Only what could be a token: it is one if an earlier connection was given it. */
  readonly tentative?: boolean;
}

/** Names the session that this connection belongs to from here on. */
export interface ContinuesLink {
  readonly kind: 'continues';
  readonly scope: string;
  /** Absent where the session cannot be recovered later. */
  readonly token?: string;
  /** Absent where nothing was asked to be recovered. */
  readonly recovered?: boolean;
  readonly place?: Place;
  /** Only what could be a token: it is one once a later connection presents it. Says nothing of who was let in. */
  readonly tentative?: boolean;
}

/** One side ends the conversation in this scope, on purpose. */
export interface LeavesLink {
  readonly kind: 'leaves';
  readonly scope: string;
}
