import { createRingMap } from '../../base/ring-map.ts';
import { sayDuration } from '../../base/say.ts';
import type { Link } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { AnalysisSettings } from '../settings.ts';
import type { Chain, Continuation } from './chain.ts';
import { endpointOf } from './endpoint.ts';
import type { TokenClaim } from './session-tokens.ts';

type MutableChain = {
  readonly id: number;
  readonly connections: number[];
  readonly continuations: Continuation[];
};

/** A connection that was lost and that nothing continues yet. */
interface Drop {
  readonly connection: Connection;
  readonly time: number;
  readonly endpoint: string;
}

/** Which connections continue one another. */
export interface ChainTracker {
  readonly all: readonly Chain[];
  /** Finds or begins the chain of a connection: the one that the token it presents belongs to, or else by URL and time. */
  constructed(connection: Connection, claim?: TokenClaim): Chain;
  readonly reads: readonly Link['kind'][];
  /** Reads who joined and who left: where a protocol says so, that decides whether an end was meant. */
  accept(packet: Packet): void;
  closed(connection: Connection, time: number): void;
  of(connection: number): Chain | undefined;
  /** Whether a connection of the chain is alive. */
  isOpen(chain: number): boolean;
  /** Whether none goes on: all are closed, or the page had asked for that by `time` (session ms). */
  isLeft(chain: number, time: number): boolean;
}

/**
 * A connection continues the latest one of the same page and endpoint that ended in a drop less than `chainWindow` ago and
 * that nothing continues yet; where it presents a token that the server gave another connection of that site, it continues that
 * one's chain, however long ago and at whichever host. A close that the page asked for with no code or with 1000 ("normal closure", RFC 6455 §7.4.1)
 * is no drop: what follows is a new conversation. In protocols that say when a side leaves, a client that closes without having said so
 * reconnects: its heartbeat ran out, or its transport failed.
 */
export function createChainTracker(settings: AnalysisSettings): ChainTracker {
  const all: MutableChain[] = [];
  const byConnection = new Map<number, MutableChain>();
  /** Connections that are open, by chain. */
  const openIn = new Map<number, Map<number, Connection>>();
  /** Scopes that were joined and whether they were left since, by connection. */
  const joined = new Map<number, Map<string, boolean>>();
  /** Chain of the session that a URL names: long-polling and the WebSocket that takes over from it. */
  const bySid = createRingMap<string, MutableChain>(1000);
  const dropped: Drop[] = [];

  const times = new Map<number, number>();
  /**
   * Oldest first: what the network record tells comes after what the hook saw at the same time. Looks from the end, where nearly
   * all belong: a chain may have 100,000 connections. Returns where it was put.
   */
  const insertByTime = (connections: number[], connection: Connection): number => {
    let place = connections.length;
    while (place > 0 && times.get(connections[place - 1]!)! > connection.constructedAt) place--;
    connections.splice(place, 0, connection.id);
    return place;
  };

  return {
    all,
    constructed(connection, claim) {
      const sid = sessionOf(connection);
      const told = claim ? all[claim.chain - 1] : sid === null ? undefined : bySid.get(sid);
      const endpoint = endpointOf(connection.url);
      const at = dropped.findLastIndex(
        (end) =>
          end.connection.page === connection.page &&
          (told
            ? byConnection.get(end.connection.id) === told && claim !== undefined
            : connection.constructedAt - end.time <= settings.chainWindow && end.endpoint === endpoint),
      );
      const before = at < 0 ? undefined : dropped.splice(at, 1)[0];
      let chain = told ?? (before && byConnection.get(before.connection.id));
      if (!chain) {
        chain = { id: all.length + 1, connections: [], continuations: [] };
        all.push(chain);
      }
      if (sid !== null) bySid.set(sid, chain);
      const place = insertByTime(chain.connections, connection);
      times.set(connection.id, connection.constructedAt);
      if (chain.connections.length > 1)
        chain.continuations.push(
          why(connection, chain.connections[place === 0 ? 1 : place - 1]!, before?.time, claim),
        );
      byConnection.set(connection.id, chain);
      const open = openIn.get(chain.id) ?? new Map<number, Connection>();
      openIn.set(chain.id, open.set(connection.id, connection));
      return chain;
    },
    reads: ['continues', 'emits', 'leaves'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind !== 'continues' && link.kind !== 'emits' && link.kind !== 'leaves') continue;
        // What may be a token says nothing of who is in.
        if (link.kind === 'continues' && link.tentative) continue;
        const scopes = joined.get(packet.connection) ?? new Map<string, boolean>();
        joined.set(packet.connection, scopes);
        // An event shows that its scope was joined before capture attached; after the leave it is only late.
        if (link.kind === 'emits' && scopes.has(link.scope)) continue;
        // A server that makes up scopes without end must not fill the memory.
        if (scopes.size < 1000) scopes.set(link.scope, link.kind === 'leaves');
      }
    },
    closed(connection, time) {
      const chain = byConnection.get(connection.id);
      const open = chain && openIn.get(chain.id);
      open?.delete(connection.id);
      if (open?.size === 0) openIn.delete(chain!.id);
      const asked = connection.closeRequested;
      const scopes = joined.get(connection.id);
      joined.delete(connection.id);
      const asksToEnd = asked !== null && (asked.code === null || asked.code === 1000) && asked.time <= time;
      const deliberate = scopes ? [...scopes.values()].every(Boolean) : asksToEnd;
      if (deliberate || connection.endedBy === 'page-left') return;
      // What another connection has taken over did not end here.
      const sid = sessionOf(connection);
      if (
        sid !== null &&
        chain?.connections.some((id) => id !== connection.id && times.get(id)! >= connection.constructedAt)
      )
        return;
      dropped.push({ connection, time, endpoint: endpointOf(connection.url) });
      if (dropped.length > 1000) dropped.shift();
    },
    of: (connection) => byConnection.get(connection),
    isOpen: (chain) => (openIn.get(chain)?.size ?? 0) > 0,
    isLeft(chain, time) {
      for (const { closeRequested } of openIn.get(chain)?.values() ?? [])
        if (closeRequested === null || closeRequested.time > time) return false;
      return true;
    },
  };
}

/** @param dropped when the connection before it was lost, where that decided */
function why(
  connection: Connection,
  after: number,
  dropped: number | undefined,
  claim: TokenClaim | undefined,
): Continuation {
  const { id, constructedAt } = connection;
  if (claim) {
    const { given, presented } = claim;
    const at = (place: string | null): string => (place === null ? 'as its session' : `at ${place}`);
    return {
      connection: id,
      after,
      by: 'token',
      frames: presented.frame === 0 ? [given.frame] : [given.frame, presented.frame],
      because: `it presents ${presented.frame === 0 ? `in its URL's ${presented.place ?? 'query'}` : at(presented.place)} what the server gave connection #${given.connection} ${at(given.place)}, and no other chain was given it`,
    };
  }
  if (dropped !== undefined)
    return {
      connection: id,
      after,
      by: 'timing',
      frames: [],
      because: `same page and address, ${sayDuration(Math.max(0, constructedAt - dropped))} after connection #${after} was lost`,
    };
  return {
    connection: id,
    after,
    by: 'session',
    frames: [],
    because: 'its URL names the same session (sid)',
  };
}

/** `…?EIO=4&transport=websocket&sid=…`: the session within its page and endpoint, or null. */
export function sessionOf({ page, url }: Connection): string | null {
  const sid = /[?&]sid=([^&#]+)/.exec(url)?.[1];
  return sid === undefined ? null : `${page}|${endpointOf(url)}|${sid}`;
}
