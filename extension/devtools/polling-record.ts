import { fromBase64, utf8Length } from '../../src/base/bytes.ts';
import { queryParam } from '../../src/base/url.ts';
import type { Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { Direction } from '../../src/wire/fact.ts';
import { type PollingExchange, readPollingExchange, sessionIdIn } from './polling-entry.ts';

export interface PollingRecord {
  /**
   * Takes a finished request of the browser's record, of any kind.
   *
   * @param content the body of its answer, as `devtools.network.Request.getContent` gives it: text or base64
   */
  take(
    entry: unknown,
    content: () => Promise<readonly [text: string | null, encoding: string]>,
  ): Promise<void>;
}

export interface PollingRecordOptions {
  readonly log: SessionWriter;
  readonly numbering: Numbering;
  readonly isPaused: () => boolean;
  /** Calls back after some ms; the way back is not needed. */
  readonly later: (run: () => void, ms: number) => void;
}

interface Body {
  readonly sid: string;
  readonly url: string;
  readonly direction: Direction;
  /** Wall clock, ms since the epoch. */
  readonly time: number;
  /** Null: the browser did not keep it. */
  readonly data: string | Uint8Array | null;
  readonly failed: boolean;
}

interface Session {
  readonly connection: number;
  ended: boolean;
}

/** Sessions remembered; the oldest is over for long. */
const maxSessions = 500;
/** A POST and the GET that brings its answer end within this of each other, in any order. */
const reorderMs = 200;

/**
 * HTTP long-polling of Engine.IO, from the browser's network record: the hook sees WebSockets only. Each session is a connection of its
 * own, each body a frame; the WebSocket that it is upgraded to names the same session in its URL.
 */
export function createPollingRecord({
  log,
  numbering,
  isPaused,
  later,
}: PollingRecordOptions): PollingRecord {
  const sessions = new Map<string, Session>();
  let waiting: Body[] = [];
  let epoch = log.epoch;
  let scheduled = false;

  const place = (wall: number): { order: number; time: number } => {
    numbering.zero ??= wall;
    return { order: numbering.order(), time: Math.max(0, wall - numbering.zero) };
  };

  const sessionOf = (body: Body): Session => {
    const known = sessions.get(body.sid);
    if (known) return known;
    let page = log.pages.findLast((each) => each.frame === 'top' && each.leftAt === null)?.id;
    if (page === undefined) {
      page = numbering.page();
      const at = place(body.time);
      const origin = numbering.zero ?? body.time;
      log.append({ kind: 'page', ...at, page, url: body.url, frame: 'top', origin });
    }
    const connection = numbering.connection();
    const at = place(body.time);
    const url = `${body.url}${queryParam(body.url, 'sid') !== null ? '' : `&sid=${body.sid}`}`;
    log.append({
      kind: 'constructed',
      ...at,
      connection,
      page,
      url,
      protocols: [],
      readyState: 0,
      by: 'network',
    });
    log.append({
      kind: 'opened',
      ...at,
      order: numbering.order(),
      connection,
      protocol: '',
      extensions: '',
    });
    const session = { connection, ended: false };
    sessions.set(body.sid, session);
    if (sessions.size > maxSessions) sessions.delete(sessions.keys().next().value ?? '');
    return session;
  };

  const tell = (body: Body): void => {
    const session = sessionOf(body);
    if (session.ended) return;
    const { connection } = session;
    const { data, direction } = body;
    if (data === null || data.length > 0) {
      log.append({
        kind: 'frame',
        ...place(body.time),
        connection,
        number: numbering.frame(),
        direction,
        size: data === null ? 0 : typeof data === 'string' ? utf8Length(data) : data.length,
        data,
        binary: data !== null && typeof data !== 'string',
        ...(data === null && { payload: 'dropped' as const }),
      });
    }
    // A noop ends the last poll when the WebSocket takes over; "1" closes; an error status means that the session is gone.
    const over =
      body.failed || (direction === 'received' && (data === '6' || data === '1:6')) || isClose(data);
    if (!over) return;
    session.ended = true;
    log.append({ kind: 'ended', ...place(body.time), connection });
  };

  const flush = (): void => {
    scheduled = false;
    if (epoch !== log.epoch) {
      epoch = log.epoch;
      sessions.clear();
      // What was under way belongs to the page that was left.
      waiting = waiting.filter((each) => log.startedAt === 0 || each.time >= log.startedAt);
    }
    const bodies = waiting.sort((one, other) => one.time - other.time);
    waiting = [];
    if (bodies.length === 0) return;
    if (isPaused()) {
      const at = place(bodies.at(-1)!.time);
      log.append({ kind: 'dropped', ...at, what: 'facts', count: bodies.length, bytes: 0, why: 'paused' });
    } else for (const body of bodies) tell(body);
    log.flush();
  };

  const add = (exchange: PollingExchange, answer: string | Uint8Array | null): void => {
    const sid = exchange.sid ?? sessionIdIn(answer);
    if (sid === null) return;
    const { url, failed } = exchange;
    if (exchange.method === 'POST')
      waiting.push({ sid, url, direction: 'sent', time: exchange.startedAt, data: exchange.body, failed });
    else waiting.push({ sid, url, direction: 'received', time: exchange.endedAt, data: answer, failed });
    if (scheduled) return;
    scheduled = true;
    later(flush, reorderMs);
  };

  return {
    async take(entry, content) {
      const exchange = readPollingExchange(entry);
      if (!exchange) return;
      if (exchange.method === 'POST' || exchange.failed) {
        add(exchange, '');
        return;
      }
      let answer: string | Uint8Array | null = null;
      try {
        const [text, encoding] = await content();
        answer = encoding === 'base64' && text !== null ? fromBase64(text) : text;
      } catch {
        // The browser let it go; that there was an answer is still worth telling.
      }
      add(exchange, answer);
    },
  };
}

const isClose = (data: Body['data']): boolean => data === '1' || data === '1:1';
