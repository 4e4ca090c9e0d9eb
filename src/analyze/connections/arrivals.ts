import type { Link } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import { createDueQueue } from '../due-queue.ts';
import { type ChainTracker, sessionOf } from './chain-tracker.ts';
import { createSessionTokens, type TokenClaim } from './session-tokens.ts';

/** Packets the page may send, and packets in all, before a connection that presented nothing goes by URL and time. */
const maxSent = 3;
const maxPackets = 32;
/** ms after it opened. */
const patience = 1000;

interface Held {
  readonly connection: Connection;
  readonly packets: Packet[];
  sent: number;
  /** Place in the order in which they were constructed. */
  readonly nth: number;
}

/**
 * Gives each connection its chain. Where a chain of its endpoint was given a token and ended, a connection's first packets wait until it
 * presents one, or shows that it will not: so that none is analysed in a chain that it does not belong to (decision 2 holds
 * frames back in the same way). Elsewhere nothing waits.
 */
export interface Arrivals {
  constructed(connection: Connection): void;
  opened(connection: number, time: number): void;
  /** Hands the packet on, or holds it. */
  accept(packet: Packet): void;
  /** Takes note of the tokens of a packet that was handed on. */
  readonly reads: readonly Link['kind'][];
  note(packet: Packet): void;
  tick(now: number): void;
  /** Decides for one connection that ended, or for all. */
  release(connection?: number): void;
  /** Lets go of connections that the log no longer lists. */
  forget(isListed: (connection: number) => boolean): void;
  /** Constructed, and in no chain yet. */
  readonly waiting: readonly number[];
}

/**
 * @param begin called for each connection once it is in its chain, before its packets
 * @param analyse called for each packet, in the order of its connection
 */
export function createArrivals(
  chains: ChainTracker,
  connectionOf: (id: number) => Connection | undefined,
  begin: (connection: Connection) => void,
  analyse: (packet: Packet) => void,
): Arrivals {
  const held = new Map<number, Held>();
  /** Those that are open, by the end of their patience. */
  const patient = createDueQueue<Held>();
  let begun = 0;
  let clock = 0;
  const tokens = createSessionTokens((chain) => chains.isLeft(chain, clock));

  const join = (connection: Connection, claim: TokenClaim | null): void => {
    const chain = chains.constructed(connection, claim ?? undefined);
    tokens.noteUrl(connection, chain.id);
    begin(connection);
  };

  const decide = (waiting: Held, claim: TokenClaim | null): void => {
    held.delete(waiting.connection.id);
    patient.delete(waiting);
    join(waiting.connection, claim);
    for (const packet of waiting.packets) analyse(packet);
  };

  return {
    get waiting() {
      return [...held.keys()];
    },
    constructed(connection) {
      clock = Math.max(clock, connection.constructedAt);
      const claim = tokens.claimInUrl(connection);
      if (claim || sessionOf(connection) !== null || !tokens.expects(connection)) join(connection, claim);
      else held.set(connection.id, { connection, packets: [], sent: 0, nth: begun++ });
    },
    opened(id, time) {
      const waiting = held.get(id);
      if (waiting) patient.add(waiting, time + patience);
    },
    accept(packet) {
      const waiting = held.size === 0 ? undefined : held.get(packet.connection);
      if (!waiting) {
        analyse(packet);
        return;
      }
      waiting.packets.push(packet);
      if (packet.direction === 'sent') waiting.sent++;
      const claim = tokens.claimIn(packet, waiting.connection);
      if (claim || waiting.sent >= maxSent || waiting.packets.length >= maxPackets) decide(waiting, claim);
    },
    reads: ['continues', 'resumes-session'],
    note(packet) {
      const connection = connectionOf(packet.connection);
      const chain = chains.of(packet.connection);
      if (connection && chain) tokens.note(packet, connection, chain.id);
    },
    tick(now) {
      clock = now;
      if (held.size === 0) return;
      const due = [...patient.take(now)].sort((one, other) => one.nth - other.nth);
      for (const waiting of due) decide(waiting, null);
    },
    release(id) {
      const waiting = id === undefined ? undefined : held.get(id);
      if (waiting) decide(waiting, null);
      if (id === undefined) for (const each of held.values()) decide(each, null);
    },
    forget(isListed) {
      for (const [id, waiting] of held) {
        if (isListed(id)) continue;
        held.delete(id);
        patient.delete(waiting);
      }
    },
  };
}
