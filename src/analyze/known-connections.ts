import type { Connection, SessionLog } from '../session/session.ts';

/** Connections that the log no longer lists and that are remembered in any case. */
const unlistedBorne = 1000;

/** The connections that a pass has come to, as long as the log lists them. */
export interface KnownConnections {
  /** False for a second one of the same number, which is of a damaged file: the first goes on. */
  begin(connection: Connection): boolean;
  /** False for one that has ended before. */
  end(connection: Connection): boolean;
  /** Those of a page that have not ended. */
  openOn(page: number): Iterable<number>;
  /** Lets go of those that the log no longer lists, each time that they are more than half of all; those that went. */
  forget(): readonly number[];
}

export function createKnownConnections(log: SessionLog): KnownConnections {
  const known = new Set<number>();
  const ended = new Set<number>();
  const open = new Map<number, Set<number>>();
  return {
    begin({ id, page }) {
      if (known.has(id)) return false;
      known.add(id);
      open.set(page, (open.get(page) ?? new Set()).add(id));
      return true;
    },
    end({ id, page }) {
      if (ended.has(id)) return false;
      ended.add(id);
      open.get(page)?.delete(id);
      return true;
    },
    openOn: (page) => open.get(page) ?? [],
    forget() {
      if (known.size <= 2 * log.connections.length + unlistedBorne) return [];
      const gone = [...known].filter((id) => log.connection(id) === undefined);
      for (const id of gone) {
        known.delete(id);
        ended.delete(id);
      }
      for (const [page, ids] of open) {
        for (const id of ids) if (!known.has(id)) ids.delete(id);
        if (ids.size === 0) open.delete(page);
      }
      return gone;
    },
  };
}
