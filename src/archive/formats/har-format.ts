import { toBase64 } from '../../base/bytes.ts';
import type { Connection, Frame, SessionLog } from '../../session/session.ts';
import { dateOf } from '../dates.ts';

/** One entry of `_webSocketMessages`, the field under which Chrome keeps frames in a HAR. Time is in seconds since the epoch. */
export interface HarMessage {
  readonly type: 'send' | 'receive';
  readonly time: number;
  readonly opcode: number;
  /** Text, or base64 for opcode 2. */
  readonly data: string;
}

/** HAR 1.2 with one entry a connection, its frames as Chrome writes them. */
export function writeHar(log: SessionLog, version: string): string {
  const byConnection = new Map<number, HarMessage[]>();
  for (let number = log.firstFrame; number <= log.lastFrame; number++) {
    const frame = log.frame(number);
    if (!frame) continue;
    const list = byConnection.get(frame.connection) ?? [];
    byConnection.set(frame.connection, list);
    list.push(messageOf(frame, log.startedAt));
  }
  const har = {
    log: {
      version: '1.2',
      creator: { name: 'Sockscope', version },
      pages: log.pages.map((page) => ({
        startedDateTime: dateOf(log.startedAt + page.time),
        id: `page_${page.id}`,
        title: page.url,
        pageTimings: { onContentLoad: null, onLoad: null },
      })),
      entries: log.connections.map((each) => entryOf(each, log, byConnection.get(each.id) ?? [])),
    },
  };
  return `${JSON.stringify(har, null, 2)}\n`;
}

function messageOf(frame: Frame, startedAt: number): HarMessage {
  return {
    type: frame.direction === 'sent' ? 'send' : 'receive',
    time: (startedAt + frame.time) / 1000,
    opcode: frame.binary ? 2 : 1,
    data: frame.data === null ? '' : typeof frame.data === 'string' ? frame.data : toBase64(frame.data),
  };
}

function entryOf(each: Connection, log: SessionLog, messages: readonly HarMessage[]): object {
  const headers = (list: readonly (readonly [string, string])[] | undefined): object[] =>
    (list ?? []).map(([name, value]) => ({ name, value }));
  const opened = each.openedAt !== null;
  return {
    _resourceType: 'websocket',
    _webSocketMessages: messages,
    pageref: `page_${each.page}`,
    cache: {},
    request: {
      method: 'GET',
      url: each.url,
      httpVersion: 'HTTP/1.1',
      headers: headers(each.handshake?.requestHeaders),
      queryString: queryOf(each.url),
      cookies: [],
      headersSize: -1,
      bodySize: 0,
    },
    response: {
      status: each.handshake?.status ?? (opened ? 101 : 0),
      statusText: opened ? 'Switching Protocols' : '',
      httpVersion: 'HTTP/1.1',
      headers: headers(each.handshake?.responseHeaders),
      cookies: [],
      content: { size: 0, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    startedDateTime: dateOf(log.startedAt + each.constructedAt),
    time: Math.max(0, (each.closedAt ?? log.lastTime) - each.constructedAt),
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 0, receive: 0 },
  };
}

function queryOf(url: string): object[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? { name: pair, value: '' } : { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
}
