import type { FrameFact } from '../wire/fact.ts';
import type { Connection, Page, SessionEvent } from './session.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Row = Mutable<Omit<Connection, 'sent' | 'received'>> & {
  readonly sent: { frames: number; bytes: number };
  readonly received: { frames: number; bytes: number };
  /** Number of its newest frame, 0 where it has none. */
  lastFrame: number;
};

interface PageRows {
  /** Undefined while no page fact came, and after it was let go. */
  page: Mutable<Page> | undefined;
  readonly open: Set<Row>;
  /** Connections that are listed, open or not. */
  listed: number;
}

/** What the log knows of each page and connection, kept up to date fact by fact. */
export interface ConnectionTable {
  readonly pages: readonly Page[];
  readonly connections: readonly Connection[];
  connection(id: number): Connection | undefined;
  /** Number of the connection's newest frame, 0 where it has none. */
  lastFrame(id: number): number;
  isLeft(page: number): boolean;
  /** Whether the connection or page that a fact is about is listed, or the fact lists it. */
  isListed(event: SessionEvent): boolean;
  /** Whether a connection of this page is listed. */
  isUsed(page: number): boolean;
  frame(fact: FrameFact): void;
  event(event: SessionEvent): void;
  /** Takes the connections and pages of these facts from the lists: the log keeps the facts no longer. */
  letGo(events: Iterable<SessionEvent>): void;
}

/** Sums of what a page says of itself stay numbers that can be counted on. */
const add = (sum: number, more: number): number => Math.min(sum + more, Number.MAX_SAFE_INTEGER);

export function createConnectionTable(): ConnectionTable {
  let pages: Page[] = [];
  let rows: Row[] = [];
  const byId = new Map<number, Row>();
  const byPage = new Map<number, PageRows>();

  const rowsOf = (page: number): PageRows => {
    let found = byPage.get(page);
    if (!found) {
      found = { page: undefined, open: new Set(), listed: 0 };
      byPage.set(page, found);
    }
    return found;
  };

  const end = (row: Row, time: number, endedBy: Row['endedBy']): void => {
    if (row.closedAt !== null) return;
    row.closedAt = time;
    row.endedBy = endedBy;
    byPage.get(row.page)?.open.delete(row);
  };

  const forgetPage = (id: number): void => {
    const found = byPage.get(id);
    if (found && !found.page && found.listed === 0) byPage.delete(id);
  };

  const constructed = (event: Extract<SessionEvent, { kind: 'constructed' }>): void => {
    // A second one of the same number is of a damaged file: the first goes on.
    if (byId.has(event.connection)) return;
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
      lastFrame: 0,
    };
    rows.push(row);
    byId.set(row.id, row);
    const page = rowsOf(row.page);
    page.open.add(row);
    page.listed++;
  };

  const pageEvent = (event: Extract<SessionEvent, { kind: 'page' }>): void => {
    const found = rowsOf(event.page);
    if (found.page) return;
    const { page: id, url, frame, time, unhooked } = event;
    found.page = { id, url, frame, time, leftAt: null, unhooked };
    pages.push(found.page);
  };

  const letGoOf = (event: SessionEvent): void => {
    if (event.kind === 'page') {
      const found = byPage.get(event.page);
      if (!found) return;
      found.page = undefined;
      forgetPage(event.page);
    } else if (event.kind === 'constructed') {
      const row = byId.get(event.connection);
      if (!row) return;
      byId.delete(row.id);
      const found = byPage.get(row.page);
      if (!found) return;
      found.open.delete(row);
      found.listed--;
      forgetPage(row.page);
    }
  };

  return {
    get pages() {
      return pages;
    },
    get connections() {
      return rows;
    },
    connection: (id) => byId.get(id),
    lastFrame: (id) => byId.get(id)?.lastFrame ?? 0,
    isLeft: (page) => byPage.get(page)?.page?.leftAt !== null,
    isListed(event) {
      switch (event.kind) {
        case 'page':
        case 'constructed':
        case 'dropped':
          return true;
        case 'page-left':
        case 'visibility':
        case 'network':
          return byPage.get(event.page)?.page !== undefined;
        default:
          return byId.has(event.connection);
      }
    },
    isUsed: (page) => (byPage.get(page)?.listed ?? 0) > 0,
    frame(fact) {
      const row = byId.get(fact.connection);
      if (!row) return;
      const traffic = row[fact.direction];
      row.lastFrame = fact.number;
      traffic.frames++;
      traffic.bytes = add(traffic.bytes, fact.size);
    },
    event(event) {
      if (event.kind === 'page') return pageEvent(event);
      if (event.kind === 'page-left') {
        const found = byPage.get(event.page);
        if (found?.page) found.page.leftAt = event.time;
        for (const row of found?.open ?? []) end(row, event.time, 'page-left');
        return;
      }
      if (!('connection' in event)) return;
      if (event.kind === 'constructed') return constructed(event);
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
    letGo(events) {
      for (const event of events) letGoOf(event);
      if (byId.size < rows.length) rows = rows.filter((row) => byId.get(row.id) === row);
      pages = pages.filter((page) => byPage.get(page.id)?.page === page);
    },
  };
}
