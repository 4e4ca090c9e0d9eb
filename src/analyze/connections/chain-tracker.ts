import { firstPast } from '../../base/first-past.ts';
import { createRingMap } from '../../base/ring-map.ts';
import { sayDuration } from '../../base/say.ts';
import { queryParam } from '../../base/url.ts';
import type { Link } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { AnalysisSettings } from '../settings.ts';
import type { Chain, Continuation } from './chain.ts';
import { endpointOf } from './endpoint.ts';
import type { TokenClaim } from './session-tokens.ts';

type MutableChain = {
  readonly id: number;
  connections: number[];
  continuations: Continuation[];
};

/** Who of a chain is alive. A close that the page asked for is never taken back: whoever asked is looked at no more. */
interface Open {
  readonly staying: Map<number, Connection>;
  readonly leaving: Set<number>;
}

/** A connection that was lost, and that nothing continues yet. */
interface Drop {
  readonly connection: Connection;
  readonly time: number;
  /** Its page and endpoint. */
  readonly at: string;
}

/** Drops that are remembered. */
const mostDrops = 1000;
/** A connection is put before so many others of its chain at most: a file whose times fall must not move all of them each time. */
const mostPassed = 1000;

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
  /** False once no connection of the chain is listed any more. */
  has(chain: number): boolean;
  /** Whether a connection of the chain is alive. */
  isOpen(chain: number): boolean;
  /** Whether none goes on: all are closed, or the page had asked for that by `time` (session ms). */
  isLeft(chain: number, time: number): boolean;
  forget(isListed: (connection: number) => boolean): void;
}

/**
 * A connection continues the latest one of the same page and endpoint that ended in a drop less than `chainWindow` ago and
 * that nothing continues yet; where it presents a token that the server gave another connection of that site, it continues that
 * one's chain, however long ago and at whichever host. A close that the page asked for with no code or with 1000 ("normal closure", RFC 6455 §7.4.1)
 * is no drop: what follows is a new conversation. In protocols that say when a side leaves, a client that closes without having said so
 * reconnects: its heartbeat ran out, or its transport failed.
 */
export function createChainTracker(settings: AnalysisSettings): ChainTracker {
  let all: MutableChain[] = [];
  let begun = 0;
  const byId = new Map<number, MutableChain>();
  const byConnection = new Map<number, MutableChain>();
  const openIn = new Map<number, Open>();
  /** Scopes that were joined and whether they were left since, by connection. */
  const joined = new Map<number, Map<string, boolean>>();
  /** Chain of the session that a URL names: long-polling and the WebSocket that takes over from it. */
  const bySid = createRingMap<string, MutableChain>(1000);
  /** Oldest first, all of them and by page and endpoint. */
  const drops = new Set<Drop>();
  const dropsAt = new Map<string, Drop[]>();

  const placeOf = ({ page, url }: Connection): string => `${page}|${endpointOf(url)}`;

  const forgetDrop = (drop: Drop): void => {
    drops.delete(drop);
    const same = dropsAt.get(drop.at) ?? [];
    same.splice(same.indexOf(drop), 1);
    if (same.length === 0) dropsAt.delete(drop.at);
  };

  const noteDrop = (connection: Connection, time: number): void => {
    const drop = { connection, time, at: placeOf(connection) };
    drops.add(drop);
    const same = dropsAt.get(drop.at);
    if (same) same.push(drop);
    else dropsAt.set(drop.at, [drop]);
    if (drops.size > mostDrops) forgetDrop(drops.values().next().value!);
  };

  /** The drop that a connection continues: that of the chain whose token it presents, or the latest at its place. */
  const dropBefore = (
    connection: Connection,
    told: MutableChain | undefined,
    claim: TokenClaim | undefined,
  ): Drop | undefined => {
    if (told && !claim) return undefined;
    if (told)
      return [...drops].findLast(
        (each) => each.connection.page === connection.page && byConnection.get(each.connection.id) === told,
      );
    return dropsAt
      .get(placeOf(connection))
      ?.findLast((each) => connection.constructedAt - each.time <= settings.chainWindow);
  };

  const times = new Map<number, number>();
  /** Oldest first: what the network record tells comes after what the hook saw at the same time. */
  const insertByTime = (connections: number[], connection: Connection): number => {
    const isLater = (at: number): boolean => times.get(connections[at]!)! > connection.constructedAt;
    const { length } = connections;
    const place = firstPast(Math.max(0, length - mostPassed), length, isLater);
    connections.splice(place, 0, connection.id);
    return place;
  };

  return {
    get all() {
      return all;
    },
    constructed(connection, claim) {
      const sid = sessionOf(connection);
      const named = claim?.chain ?? (sid === null ? undefined : bySid.get(sid)?.id);
      const told = named === undefined ? undefined : byId.get(named);
      const before = dropBefore(connection, told, claim);
      if (before) forgetDrop(before);
      let chain = told ?? (before && byConnection.get(before.connection.id));
      if (!chain) {
        chain = { id: ++begun, connections: [], continuations: [] };
        all.push(chain);
        byId.set(chain.id, chain);
        openIn.set(chain.id, { staying: new Map(), leaving: new Set() });
      }
      if (sid !== null) bySid.set(sid, chain);
      const place = insertByTime(chain.connections, connection);
      times.set(connection.id, connection.constructedAt);
      if (chain.connections.length > 1)
        chain.continuations.push(
          why(connection, chain.connections[place === 0 ? 1 : place - 1]!, before?.time, claim),
        );
      byConnection.set(connection.id, chain);
      openIn.get(chain.id)?.staying.set(connection.id, connection);
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
      if (open && !open.staying.delete(connection.id)) open.leaving.delete(connection.id);
      const asked = connection.closeRequested;
      const scopes = joined.get(connection.id);
      joined.delete(connection.id);
      const asksToEnd = asked !== null && (asked.code === null || asked.code === 1000) && asked.time <= time;
      const deliberate = scopes ? [...scopes.values()].every(Boolean) : asksToEnd;
      if (deliberate || connection.endedBy === 'page-left') return;
      // What another connection has taken over did not end here.
      const sid = sessionOf(connection);
      // They stand in the order of their times: the last of the others tells for all.
      const other = chain?.connections.findLast((id) => id !== connection.id);
      if (sid !== null && other !== undefined && times.get(other)! >= connection.constructedAt) return;
      noteDrop(connection, time);
    },
    of: (connection) => byConnection.get(connection),
    has: (chain) => byId.has(chain),
    isOpen(chain) {
      const open = openIn.get(chain);
      return open !== undefined && open.staying.size + open.leaving.size > 0;
    },
    isLeft(chain, time) {
      const open = openIn.get(chain);
      for (const { id, closeRequested } of open?.staying.values() ?? []) {
        if (closeRequested === null || closeRequested.time > time) return false;
        open?.staying.delete(id);
        open?.leaving.add(id);
      }
      return true;
    },
    forget(isListed) {
      const changed = new Set<MutableChain>();
      for (const [id, chain] of byConnection) {
        if (isListed(id)) continue;
        changed.add(chain);
        byConnection.delete(id);
        times.delete(id);
        joined.delete(id);
        openIn.get(chain.id)?.staying.delete(id);
        openIn.get(chain.id)?.leaving.delete(id);
      }
      for (const chain of changed) {
        chain.connections = chain.connections.filter(isListed);
        chain.continuations = chain.continuations.filter((each) => isListed(each.connection));
        if (chain.connections.length > 0) continue;
        byId.delete(chain.id);
        openIn.delete(chain.id);
      }
      if (byId.size < all.length) all = all.filter((chain) => byId.has(chain.id));
      for (const id of joined.keys()) if (!isListed(id)) joined.delete(id);
      for (const drop of drops) if (!isListed(drop.connection.id)) forgetDrop(drop);
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
  const sid = queryParam(url, 'sid');
  return !sid ? null : `${page}|${endpointOf(url)}|${sid}`;
}
