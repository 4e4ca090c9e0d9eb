import { createSessionLog } from '../../src/session/log.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { Direction } from '../../src/wire/fact.ts';

/** Writes sessions of very many facts, where traffic as text (frame-script.ts) would be all that takes time. */
export interface SessionScript {
  readonly log: SessionWriter;
  /** Time of the next facts, ms. */
  at(time: number): void;
  page(page: number): void;
  leave(page: number): void;
  open(connection: number, url?: string, page?: number): void;
  construct(connection: number, url?: string, page?: number): void;
  close(connection: number): void;
  send(connection: number, data: string): void;
  receive(connection: number, data: string): void;
  dropped(count: number): void;
}

export function createSessionScript(): SessionScript {
  const log = createSessionLog();
  let order = 0;
  let time = 0;
  let number = 0;
  const base = () => ({ order: order++, time });
  const page = (id: number): void =>
    log.append({
      kind: 'page',
      ...base(),
      page: id,
      url: 'https://a/',
      frame: 'top',
      origin: 1_700_000_000_000,
    });
  const frame = (connection: number, direction: Direction, data: string): void =>
    log.append({
      kind: 'frame',
      ...base(),
      connection,
      number: ++number,
      direction,
      size: data.length,
      data,
      binary: false,
    });
  const construct: SessionScript['construct'] = (connection, url = 'ws://a.example/', of = 1) =>
    log.append({ kind: 'constructed', ...base(), connection, page: of, url, protocols: [], readyState: 0 });
  page(1);
  return {
    log,
    at(next) {
      time = next;
    },
    page,
    leave: (id) => log.append({ kind: 'page-left', ...base(), page: id }),
    construct,
    open(connection, url, of) {
      construct(connection, url, of);
      log.append({ kind: 'opened', ...base(), connection, protocol: '', extensions: '' });
    },
    close: (connection) =>
      log.append({ kind: 'closed', ...base(), connection, code: 1006, reason: '', wasClean: false }),
    send: (connection, data) => frame(connection, 'sent', data),
    receive: (connection, data) => frame(connection, 'received', data),
    dropped: (count) => log.append({ kind: 'dropped', ...base(), what: 'frames', count, bytes: 0, why: 'x' }),
  };
}
