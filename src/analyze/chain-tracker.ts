import type { Packet } from '../decode/packet.ts';
import type { Connection } from '../session/session.ts';
import type { Chain } from './results.ts';
import type { AnalysisSettings } from './settings.ts';

type MutableChain = { readonly id: number; readonly connections: number[] };

/** Which connections continue one another. */
export interface ChainTracker {
  readonly all: readonly Chain[];
  /** Finds or begins the chain of a connection that was just constructed. */
  constructed(connection: Connection): Chain;
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
  /** Scopes that were joined and not left, by connection. */
  const joined = new Map<number, Set<string>>();
  const dropped: { readonly connection: Connection; readonly time: number }[] = [];

  return {
    all,
    constructed(connection) {
      const at = dropped.findLastIndex(
        (end) =>
          end.connection.page === connection.page &&
          endpoint(end.connection.url) === endpoint(connection.url) &&
          connection.constructedAt - end.time <= settings.chainWindow,
      );
      const before = at < 0 ? undefined : dropped.splice(at, 1)[0];
      let chain = before && byConnection.get(before.connection.id);
      if (!chain) {
        chain = { id: all.length + 1, connections: [] };
        all.push(chain);
        openIn.set(chain.id, new Set());
      }
      chain.connections.push(connection.id);
      byConnection.set(connection.id, chain);
      openIn.get(chain.id)!.add(connection.id);
      return chain;
    },
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'continues') {
          const scopes = joined.get(packet.connection) ?? new Set();
          // A server that makes up scopes without end must not fill the memory.
          if (scopes.size < 1000) joined.set(packet.connection, scopes.add(link.scope));
        } else if (link.kind === 'leaves') joined.get(packet.connection)?.delete(link.scope);
      }
    },
    closed(connection, time) {
      const chain = byConnection.get(connection.id);
      if (chain) openIn.get(chain.id)!.delete(connection.id);
      const asked = connection.closeRequested;
      const scopes = joined.get(connection.id);
      joined.delete(connection.id);
      const asksToEnd = asked !== null && (asked.code === null || asked.code === 1000) && asked.time <= time;
      const deliberate = scopes ? scopes.size === 0 : asksToEnd;
      if (deliberate || connection.endedBy === 'page-left') return;
      dropped.push({ connection, time });
      if (dropped.length > 1000) dropped.shift();
    },
    of: (connection) => byConnection.get(connection),
    isOpen: (chain) => (openIn.get(chain)?.size ?? 0) > 0,
  };
}

/** The address without its query: tokens and timestamps in it change from attempt to attempt. */
const endpoint = (url: string): string => url.replace(/[?#].*$/, '');
