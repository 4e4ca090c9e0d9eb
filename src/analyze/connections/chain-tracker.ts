import { createRingMap } from '../../base/ring-map.ts';
import type { Link } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { Chain } from '../results.ts';
import type { AnalysisSettings } from '../settings.ts';

type MutableChain = { readonly id: number; readonly connections: number[] };

/** Which connections continue one another. */
export interface ChainTracker {
  readonly all: readonly Chain[];
  /** Finds or begins the chain of a connection that was just constructed. */
  constructed(connection: Connection): Chain;
  readonly reads: readonly Link['kind'][];
  /** Reads who joined and who left: where a protocol says so, that decides whether an end was meant. */
  accept(packet: Packet): void;
  closed(connection: Connection, time: number): void;
  of(connection: number): Chain | undefined;
  /** Whether a connection of the chain is alive. */
  isOpen(chain: number): boolean;
}

/**
 * A connection continues the latest one of the same page and endpoint that ended in a drop less than `chainWindow` ago and
 * that nothing continues yet. A close that the page asked for with no code or with 1000 ("normal closure", RFC 6455 §7.4.1)
 * is no drop: what follows is a new conversation. In protocols that say when a side leaves, a client that closes without having said so
 * reconnects: its heartbeat ran out, or its transport failed.
 */
export function createChainTracker(settings: AnalysisSettings): ChainTracker {
  const all: MutableChain[] = [];
  const byConnection = new Map<number, MutableChain>();
  const openIn = new Map<number, Set<number>>();
  /** Scopes that were joined and whether they were left since, by connection. */
  const joined = new Map<number, Map<string, boolean>>();
  /** Chain of the session that a URL names: long-polling and the WebSocket that takes over from it. */
  const bySid = createRingMap<string, MutableChain>(1000);
  const dropped: { readonly connection: Connection; readonly time: number }[] = [];

  const times = new Map<number, number>();
  /** Oldest first: what the network record tells comes after what the hook saw at the same time. */
  const insertByTime = (connections: number[], connection: Connection): void => {
    const after = connections.findIndex((id) => times.get(id)! > connection.constructedAt);
    connections.splice(after < 0 ? connections.length : after, 0, connection.id);
  };

  return {
    all,
    constructed(connection) {
      const sid = sessionOf(connection);
      const sibling = sid === null ? undefined : bySid.get(sid);
      const at = sibling
        ? -1
        : dropped.findLastIndex(
            (end) =>
              end.connection.page === connection.page &&
              endpoint(end.connection.url) === endpoint(connection.url) &&
              connection.constructedAt - end.time <= settings.chainWindow,
          );
      const before = at < 0 ? undefined : dropped.splice(at, 1)[0];
      let chain = sibling ?? (before && byConnection.get(before.connection.id));
      if (!chain) {
        chain = { id: all.length + 1, connections: [] };
        all.push(chain);
        openIn.set(chain.id, new Set());
      }
      if (sid !== null) bySid.set(sid, chain);
      insertByTime(chain.connections, connection);
      times.set(connection.id, connection.constructedAt);
      byConnection.set(connection.id, chain);
      openIn.get(chain.id)!.add(connection.id);
      return chain;
    },
    reads: ['continues', 'emits', 'leaves'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind !== 'continues' && link.kind !== 'emits' && link.kind !== 'leaves') continue;
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
      if (chain) openIn.get(chain.id)!.delete(connection.id);
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
      dropped.push({ connection, time });
      if (dropped.length > 1000) dropped.shift();
    },
    of: (connection) => byConnection.get(connection),
    isOpen: (chain) => (openIn.get(chain)?.size ?? 0) > 0,
  };
}

/** `…?EIO=4&transport=websocket&sid=…`: the session within its page and endpoint, or null. */
export function sessionOf({ page, url }: Connection): string | null {
  const sid = /[?&]sid=([^&#]+)/.exec(url)?.[1];
  return sid === undefined ? null : `${page}|${endpoint(url)}|${sid}`;
}

/** The address without its query: tokens and timestamps in it change from attempt to attempt. */
const endpoint = (url: string): string => url.replace(/[?#].*$/, '').replace(/^http/, 'ws');
