import { fromBase64, toBase64, utf8Length } from '../../base/bytes.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Connection, Frame, SessionLog, SessionWriter } from '../../session/session.ts';
import type { Fact } from '../../wire/fact.ts';
import type { Archive, ArchiveError } from '../archive.ts';

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
        startedDateTime: new Date(log.startedAt + page.time).toISOString(),
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
    startedDateTime: new Date(log.startedAt + each.constructedAt).toISOString(),
    time: (each.closedAt ?? log.lastTime) - each.constructedAt,
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

/** A text file whose first significant character opens an object: everything else is told by parsing it. */
export const isHar = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 256)));

interface HarEntry {
  readonly _webSocketMessages: readonly HarMessage[];
  readonly request: { readonly url: string; readonly headers?: unknown };
  readonly response?: { readonly status?: unknown; readonly headers?: unknown };
  readonly startedDateTime: string;
}

/** Connections and frames of a HAR. Closes are not in a HAR: its connections stay open to the end. */
export async function readHar(bytes: Uint8Array, log: SessionWriter): Promise<Result<Archive, ArchiveError>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return broken(
      'This JSON file is cut short or damaged and was not opened: export the HAR again.',
      'truncated',
    );
  }
  const entries = (value as { log?: { entries?: unknown } } | null)?.log?.entries;
  if (!Array.isArray(entries))
    return broken(
      'This JSON file is not a HAR (it has no log.entries): open a .sockscope file or a .har.',
      'not-an-archive',
    );
  const sockets = entries.filter(isSocketEntry);
  if (sockets.length === 0)
    return broken(
      'This HAR holds no WebSocket: export it with DevTools opened before the page connected, from Chrome 76 or newer.',
      'broken',
    );
  const facts = factsOf(sockets);
  for (const fact of facts) log.append(fact);
  log.flush();
  return ok({ format: 'har', end: log.lastTime });
}

const broken = (message: string, code: ArchiveError['code']): Result<never, ArchiveError> =>
  fail({ code, message });

function isSocketEntry(entry: unknown): entry is HarEntry {
  const candidate = entry as Partial<HarEntry> | null;
  return (
    Array.isArray(candidate?._webSocketMessages) &&
    typeof candidate.request?.url === 'string' &&
    !Number.isNaN(Date.parse(String(candidate.startedDateTime))) &&
    candidate._webSocketMessages.every(
      (each) =>
        typeof each?.data === 'string' &&
        typeof each.time === 'number' &&
        (each.type === 'send' || each.type === 'receive'),
    )
  );
}

function factsOf(entries: readonly HarEntry[]): readonly Fact[] {
  const startedAt = Math.min(...entries.map((entry) => Date.parse(entry.startedDateTime)));
  const drafts: { time: number; make: (order: number) => Fact }[] = [];
  for (const [index, entry] of entries.entries()) {
    const connection = index + 1;
    const time = Date.parse(entry.startedDateTime) - startedAt;
    const status = typeof entry.response?.status === 'number' ? entry.response.status : 0;
    const [requestHeaders, responseHeaders] = [
      headersOf(entry.request.headers),
      headersOf(entry.response?.headers),
    ];
    const protocol =
      responseHeaders.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1] ?? '';
    const { url } = entry.request;
    const constructed = {
      kind: 'constructed',
      time,
      connection,
      page: 1,
      url,
      protocols: [],
      readyState: 0,
    } as const;
    drafts.push({ time, make: (order) => ({ ...constructed, order }) });
    if (status > 0)
      drafts.push({
        time,
        make: (order) => ({
          kind: 'handshake',
          order,
          time,
          connection,
          status,
          requestHeaders,
          responseHeaders,
        }),
      });
    if (status === 101 || entry._webSocketMessages.length > 0)
      drafts.push({
        time,
        make: (order) => ({ kind: 'opened', order, time, connection, protocol, extensions: '' }),
      });
    for (const message of entry._webSocketMessages) {
      // Chrome also lists control frames and errors (opcode -1) here; they are no frames of the application.
      if (message.opcode !== 1 && message.opcode !== 2) continue;
      const at = Math.max(time, message.time * 1000 - startedAt);
      const data = message.opcode === 2 ? fromBase64(message.data) : message.data;
      drafts.push({
        time: at,
        make: (order) => ({
          kind: 'frame',
          order,
          time: at,
          connection,
          number: 0,
          direction: message.type === 'send' ? 'sent' : 'received',
          size: data === null ? 0 : typeof data === 'string' ? utf8Length(data) : data.length,
          data,
          binary: message.opcode === 2,
          ...(data === null && { payload: 'dropped' as const }),
        }),
      });
    }
  }
  drafts.sort((one, other) => one.time - other.time);
  const page: Fact = {
    kind: 'page',
    order: 0,
    time: 0,
    page: 1,
    url: 'HAR',
    frame: 'top',
    origin: startedAt,
  };
  let number = 0;
  return [
    page,
    ...drafts.map((draft, index) => {
      const fact = draft.make(index + 1);
      return fact.kind === 'frame' ? { ...fact, number: ++number } : fact;
    }),
  ];
}

function headersOf(value: unknown): readonly (readonly [string, string])[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: { name?: unknown; value?: unknown } | null) =>
    typeof each?.name === 'string' ? [[each.name, String(each.value ?? '')] as const] : [],
  );
}
