import type { Direction } from '../wire/fact.ts';
import type { Link } from './link.ts';

/** Part of a frame that a packet was read from. */
export interface Span {
  readonly frame: number;
  readonly start: number;
  readonly end: number;
}

export interface DecodeProblem {
  /** Stable, kebab-case. */
  readonly code: string;
  /** Byte (of binary) or UTF-16 unit (of text) at which reading failed. */
  readonly offset: number;
  readonly message: string;
}

/** transport: noise of the transport, nothing an application looks for · attachment: a frame that a packet before it announced */
export type PacketKind =
  | 'message'
  | 'request'
  | 'response'
  | 'error'
  | 'ack'
  | 'heartbeat'
  | 'chunk'
  | 'control'
  | 'transport'
  | 'attachment'
  | 'raw';

/** One unit of an application protocol. Short-lived: analysis reads it and lets go; views decode again what they show. */
export interface Packet {
  readonly connection: number;
  /** The frame it is shown at: that of its head, where it spans several. */
  readonly frame: number;
  readonly spans: readonly Span[];
  /** Bytes of its one frame, where it is the whole of it: `spans` says no more. */
  readonly frameSize?: number;
  /** When it was complete, session ms. */
  readonly time: number;
  readonly direction: Direction;
  readonly kind: PacketKind;
  /** Event, method or type; '' where the protocol has none. */
  readonly name: string;
  /** Namespace, or the session that its ids are counted in, where the protocol has them. */
  readonly scope?: string | undefined;
  /** One line: what a person wants to read of it. */
  readonly summary: string;
  /** The same of an answer, told behind its request: without the names that stand there already. */
  readonly brief?: string;
  /** The decoded value, read when asked for. */
  value(): unknown;
  readonly links: readonly Link[];
  /** Outermost first: Engine.IO › Socket.IO › msgpack. */
  readonly layers: readonly string[];
  readonly problem?: DecodeProblem;
}
