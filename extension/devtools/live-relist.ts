import type { Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';

const connecting = 0;
const open = 1;

/**
 * Clears the log, then lists again the pages and connections that live on, under the ids they have: their traffic goes on
 * arriving. `readyState` open says, as for any connection met late, that earlier frames are unknown.
 */
export function clearKeepingLive(log: SessionWriter, numbering: Numbering, zero: number): void {
  const pages = log.pages.filter((page) => page.leftAt === null);
  const connections = log.connections.filter((connection) => connection.endedBy === null);
  log.clear(zero);
  for (const { id, url, frame } of pages) {
    log.append({ kind: 'page', order: numbering.order(), time: 0, page: id, url, frame, origin: zero });
  }
  for (const { id, page, url, protocols, openedAt, protocol, extensions, handshake } of connections) {
    const placed = () => ({ order: numbering.order(), time: 0, connection: id });
    const readyState = openedAt === null ? connecting : open;
    log.append({ kind: 'constructed', ...placed(), page, url, protocols, readyState });
    if (openedAt !== null) log.append({ kind: 'opened', ...placed(), protocol, extensions });
    if (handshake) log.append({ ...handshake, ...placed() });
  }
  log.flush();
}
