import type { FrameFact } from '../wire/fact.ts';
import type { Connection, Page, SessionEvent } from './session.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Row = Mutable<Omit<Connection, 'sent' | 'received'>> & {
  readonly sent: { frames: number; bytes: number };
  readonly received: { frames: number; bytes: number };
};

/** What the log knows of each page and connection, kept up to date fact by fact. */
export interface ConnectionTable {
  readonly pages: readonly Page[];
  readonly connections: readonly Connection[];
  connection(id: number): Connection | undefined;
  frame(fact: FrameFact): void;
  event(event: SessionEvent): void;
}

export function createConnectionTable(): ConnectionTable {
  const pages: Mutable<Page>[] = [];
  const rows: Row[] = [];
  const byId = new Map<number, Row>();

  const end = (row: Row, time: number, endedBy: Row['endedBy']): void => {
    if (row.closedAt !== null) return;
    row.closedAt = time;
    row.endedBy = endedBy;
  };

  return {
    pages,
    connections: rows,
    connection: (id) => byId.get(id),
    frame(fact) {
      const traffic = byId.get(fact.connection)?.[fact.direction];
      if (!traffic) return;
      traffic.frames++;
      traffic.bytes += fact.size;
    },
    event(event) {
      if (event.kind === 'page') {
        const { page: id, url, frame, time, unhooked } = event;
        pages.push({ id, url, frame, time, leftAt: null, unhooked });
        return;
      }
      if (event.kind === 'page-left') {
        const page = pages.find((each) => each.id === event.page);
        if (page) page.leftAt = event.time;
        for (const row of rows) if (row.page === event.page) end(row, event.time, 'page-left');
        return;
      }
      if (!('connection' in event)) return;
      if (event.kind === 'constructed') {
        const row: Row = {
          id: event.connection,
          page: event.page,
          url: event.url,
          protocols: event.protocols,
          constructedAt: event.time,
          firstReadyState: event.readyState,
          openedAt: null,
          protocol: '',
          extensions: '',
          closedAt: null,
          close: null,
          closeRequested: null,
          endedBy: null,
          handshake: null,
          fromNetwork: event.by === 'network',
          compared: null,
          sent: { frames: 0, bytes: 0 },
          received: { frames: 0, bytes: 0 },
          bufferedAmount: 0,
          bufferedPeak: 0,
        };
        rows.push(row);
        byId.set(row.id, row);
        return;
      }
      const row = byId.get(event.connection);
      if (!row) return;
      switch (event.kind) {
        case 'opened':
          row.openedAt = event.time;
          row.protocol = event.protocol;
          row.extensions = event.extensions;
          return;
        case 'buffered':
          row.bufferedAmount = event.amount;
          row.bufferedPeak = Math.max(row.bufferedPeak, event.amount);
          return;
        case 'close-requested':
          // After the end it explains nothing, and whoever read the connection at its end has not seen it.
          if (row.closedAt !== null) return;
          row.closeRequested ??= { code: event.code, reason: event.reason, time: event.time };
          return;
        case 'closed':
          if (row.closedAt !== null) return;
          row.close = { code: event.code, reason: event.reason, wasClean: event.wasClean };
          end(row, event.time, 'close');
          return;
        case 'collected':
          end(row, event.time, 'collected');
          return;
        case 'handshake':
          row.handshake = event;
          return;
        case 'compared':
          row.compared = event;
          return;
        case 'ended':
          end(row, event.time, 'network');
          return;
        case 'error':
        case 'send-failed':
        case 'sent-after-close':
          return;
      }
    },
  };
}
