import type { Packet } from '../decode/packet.ts';
import type { Connection, SessionEvent } from '../session/session.ts';

/**
 * One concern of the analysis. Fed in the order of the log; an instance, no module state. `tick` comes before each fact
 * with that fact's time and whenever the clock moves, so that what is derived does not depend on how the log was fed.
 */
export interface Analyzer {
  accept?(packet: Packet): void;
  event?(event: SessionEvent): void;
  /** After the chain of the connection is known. */
  connected?(connection: Connection): void;
  /** Closed, collected or its page left. `connection.closedAt` may lie before the end of the log. */
  closed?(connection: Connection, time: number): void;
  tick?(now: number): void;
  finish?(end: number): void;
}
