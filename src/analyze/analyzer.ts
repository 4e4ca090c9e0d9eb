import type { Link } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { Connection, SessionEvent } from '../session/session.ts';

/**
 * One concern of the analysis. Fed in the order of the log; an instance, no module state and no `this`. `tick` comes once
 * the time that was asked of the alarm is reached, before the fact of that time, so that what is derived does not depend on how the log
 * was fed. It may come earlier, for others.
 */
export interface Analyzer {
  /** Links that `accept` looks at: packets without one of these are not brought to it. Absent: it sees all. */
  readonly reads?: readonly Link['kind'][];
  accept?(packet: Packet): void;
  event?(event: SessionEvent): void;
  /** After the chain of the connection is known. */
  connected?(connection: Connection): void;
  /** Closed, collected or its page left. `connection.closedAt` may lie before the end of the log. */
  closed?(connection: Connection, time: number): void;
  tick?(now: number): void;
  finish?(end: number): void;
  /** Lets go of what is remembered of connections that the log no longer lists. */
  forget?(isListed: (connection: number) => boolean): void;
}
