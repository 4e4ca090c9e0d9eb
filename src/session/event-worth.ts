import { unreachable } from '../base/never.ts';
import type { ConnectionTable } from './connection-table.ts';
import type { SessionEvent } from './session.ts';

/** How long a fact is kept when the log is full: those of a lower worth go first, and of one worth the oldest. */
export const worths = 5;
const sample = 0;
/** Of a connection that has ended and has no frames any more, or of a page that is left. */
const over = 1;
const plain = 2;
/** What a connection that has ended is known by, while frames of it are kept; and what was dropped before. */
const known = 3;
/** Without it a connection or page that is still open, or a page whose connections are listed, would be a stranger. */
const alive = 4;

/** @param firstFrame the first frame that is still kept */
export function worthOf(event: SessionEvent, table: ConnectionTable, firstFrame: number): number {
  switch (event.kind) {
    case 'buffered':
      return sample;
    case 'dropped':
      return known;
    case 'page':
    case 'page-left':
      return table.isLeft(event.page) && !table.isUsed(event.page) ? over : alive;
    case 'visibility':
    case 'network':
      return table.isLeft(event.page) ? over : plain;
    case 'constructed':
    case 'opened':
    case 'handshake':
    case 'close-requested':
    case 'closed':
    case 'collected':
    case 'ended': {
      const connection = table.connection(event.connection);
      if (!connection) return over;
      if (connection.closedAt === null) return alive;
      return table.lastFrame(event.connection) >= firstFrame ? known : over;
    }
    case 'error':
    case 'send-failed':
    case 'sent-after-close':
    case 'compared':
      return table.connection(event.connection)?.closedAt === null ? plain : over;
    default:
      return unreachable(event);
  }
}

/** The facts without which a connection that is still open would be a stranger after a clear. */
export function isAlive(event: SessionEvent, table: ConnectionTable): boolean {
  switch (event.kind) {
    case 'page':
      return !table.isLeft(event.page);
    case 'constructed':
    case 'opened':
    case 'handshake':
      return table.connection(event.connection)?.closedAt === null;
    default:
      return false;
  }
}
