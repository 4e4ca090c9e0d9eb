import type { Connection, Frame } from '../session/session.ts';
import type { Convention, FoundConvention } from './convention.ts';
import type { Packet } from './packet.ts';

/** State of one connection, both directions. Bounded. */
export interface ConnectionDecoder {
  /**
   * The packets that this frame completes: none while a packet is still incomplete, several where a frame holds several.
   * Never throws and never hides a frame: what cannot be read comes back as a packet with a `problem`. Recovers at the
   * next frame.
   */
  accept(frame: Frame): readonly Packet[];
  /**
   * What is known of the frames of packets that are not complete yet, as packets without links: shown until the whole
   * arrives. Absent where every frame completes what it carries.
   */
  pending?(): readonly Packet[];
}

/** Reads one application protocol. One folder under decoders/ each. */
export interface Decoder {
  /** Stable, kebab-case: named in reports, rules and settings. */
  readonly id: string;
  readonly label: string;
  /**
   * The decoder whose payload this one reads (Socket.IO over Engine.IO). It creates the lower protocol's connection itself,
   * passes that one's own packets on, and reads the messages.
   */
  readonly over?: string;
  /** A packet's summary says more than its payload as it came. */
  readonly summarises?: boolean;
  /** 0 (not mine) to 1 (certain), from the handshake and the first frames; must be cheap and cope with attaching late. */
  detect(connection: Connection, first: readonly Frame[]): number;
  /** For decoders that have to find out what stands where; one for each endpoint. */
  learner?(): Learner;
  /** @param convention where this connection's ids, numbers and chunks stand, for decoders that have to find out (JSON) */
  create(connection: Connection, convention?: Convention): ConnectionDecoder;
}

/** Watches the first frames of an endpoint and finds its convention. Bounded; deaf once it knows. */
export interface Learner extends FoundConvention {
  /** What was found and goes beyond the usual names; `parts` and `sides` are all that was found, with its reasons. */
  readonly convention: Convention;
  readonly messages: number;
  /** It knows, or will not find out. */
  readonly over: boolean;
  /** True when this frame changed the convention: what was decoded by the old one is void. */
  observe(frame: Frame): boolean;
  /** Weighs what there is, however little: the session is over. */
  conclude(): boolean;
}
