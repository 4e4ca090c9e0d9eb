import { fromBase64, utf8Length } from '../../base/bytes.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { SessionWriter } from '../../session/session.ts';
import type { Fact } from '../../wire/fact.ts';
import type { Archive, ArchiveError } from '../archive.ts';
import { isDate, latestDate } from '../dates.ts';
import { createIntake } from '../intake.ts';
import { valuesIn } from '../json-values.ts';
import { createNotes, type Notes } from '../notes.ts';
import type { HarMessage } from './har-format.ts';

/** Bytes: a HAR is parsed as one string, and an engine's longest has 512 Mi characters. */
const harCap = 500 * 1024 ** 2;
/** Values of a whole HAR, about 1 GB when parsed; five million messages have so many. */
const mostValues = 20_000_000;

/** A text file whose first significant character opens an object: everything else is told by parsing it. */
export const isHar = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*\{/.test(new TextDecoder().decode(bytes.subarray(0, 256)));

type Unknown = Readonly<Record<string, unknown>> | null | undefined;

/** What is used of an entry, checked. */
interface Socket {
  readonly url: string;
  /** Wall clock, ms. */
  readonly startedAt: number;
  readonly status: number;
  readonly requestHeaders: Headers;
  readonly responseHeaders: Headers;
  readonly messages: readonly HarMessage[];
}
type Headers = readonly (readonly [name: string, value: string])[];

/**
 * Connections and frames of a HAR. Closes are not in a HAR: its connections stay open to the end. What cannot be read is skipped and
 * counted by itself: a message, a header, and an entry only where it has no URL or no date.
 */
export function readHar(bytes: Uint8Array, log: SessionWriter): Result<Archive, ArchiveError> {
  const parsed = entriesOf(bytes);
  if (!parsed.ok) return parsed;
  const notes = createNotes();
  const sockets: Socket[] = [];
  let found = 0;
  for (const entry of parsed.value) {
    if (!Array.isArray((entry as Unknown)?._webSocketMessages)) continue;
    found++;
    const socket = socketOf(entry as NonNullable<Unknown>, notes);
    if (socket) sockets.push(socket);
  }
  if (sockets.length === 0)
    return error(
      'broken',
      found === 0
        ? 'This HAR holds no WebSocket: export it with DevTools opened before the page connected, from Chrome 76 or newer.'
        : 'No WebSocket of this HAR could be read, for want of a URL or a valid startedDateTime: export the HAR again.',
    );
  const intake = createIntake(log, notes);
  for (const fact of factsOf(sockets, notes)) {
    const wrong = intake.take(fact);
    // A fault of this reader, not of the file: every value was checked.
    if (wrong !== null) throw new Error(wrong);
  }
  intake.commit();
  return ok({ format: 'har', end: log.lastTime, notes: notes.sentences() });
}

const error = (code: ArchiveError['code'], message: string): Result<never, ArchiveError> =>
  fail({ code, message });

function entriesOf(bytes: Uint8Array): Result<readonly unknown[], ArchiveError> {
  if (bytes.length > harCap)
    return error('too-large', 'This HAR is larger than 500 MiB and was not opened: export fewer requests.');
  const text = new TextDecoder().decode(bytes);
  if (valuesIn(text) > mostValues)
    return error(
      'too-large',
      `This HAR holds more than ${mostValues} values and was not opened: export fewer requests.`,
    );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return error(
      'truncated',
      'This JSON file is cut short or damaged and was not opened: export the HAR again.',
    );
  }
  const entries = (value as { log?: { entries?: unknown } | null } | null)?.log?.entries;
  return Array.isArray(entries)
    ? ok(entries)
    : error(
        'not-an-archive',
        'This JSON file is not a HAR (it has no log.entries): open a .sockscope file or a .har.',
      );
}

function socketOf(entry: NonNullable<Unknown>, notes: Notes): Socket | null {
  const request = entry.request as Unknown;
  const response = entry.response as Unknown;
  const { startedDateTime } = entry;
  const startedAt = typeof startedDateTime === 'string' ? Date.parse(startedDateTime) : Number.NaN;
  if (typeof request?.url !== 'string' || !isDate(startedAt)) {
    notes.add('har-entry');
    return null;
  }
  const messages: HarMessage[] = [];
  for (const each of entry._webSocketMessages as readonly unknown[]) {
    if (!isMessage(each)) notes.add('har-message');
    // Chrome also lists control frames and errors (opcode -1) here; they are no frames of the application.
    else if (each.opcode === 1 || each.opcode === 2) messages.push(each);
  }
  const status = response?.status;
  return {
    url: request.url,
    startedAt,
    status: Number.isSafeInteger(status) && (status as number) > 0 ? (status as number) : 0,
    requestHeaders: headersOf(request.headers, notes),
    responseHeaders: headersOf(response?.headers, notes),
    messages,
  };
}

function isMessage(value: unknown): value is HarMessage {
  const candidate = value as Partial<HarMessage> | null;
  return (
    typeof candidate?.data === 'string' &&
    typeof candidate.time === 'number' &&
    isDate(candidate.time * 1000) &&
    typeof candidate.opcode === 'number' &&
    (candidate.type === 'send' || candidate.type === 'receive')
  );
}

function headersOf(value: unknown, notes: Notes): Headers {
  if (!Array.isArray(value)) return [];
  const headers: (readonly [string, string])[] = [];
  for (const each of value as readonly Unknown[]) {
    const name = each?.name;
    const content = each?.value ?? '';
    // Not `String(content)` of whatever it is: that throws for an object whose toString is no function.
    if (typeof name === 'string' && (typeof content !== 'object' || content === null))
      headers.push([name, String(content)]);
    else notes.add('har-header');
  }
  return headers;
}

/** What becomes a fact, at which session ms; `message` is its index, or which fact of the connection it is. */
interface Draft {
  readonly time: number;
  readonly socket: Socket;
  readonly connection: number;
  readonly what: 'constructed' | 'handshake' | 'opened' | HarMessage;
}

function* factsOf(sockets: readonly Socket[], notes: Notes): Iterable<Fact> {
  // Not Math.min(...): some hundred thousand arguments are more than the stack holds.
  const origin = sockets.reduce((least, { startedAt }) => Math.min(least, startedAt), latestDate);
  const drafts: Draft[] = [];
  for (const [index, socket] of sockets.entries()) {
    const placed = { time: socket.startedAt - origin, socket, connection: index + 1 };
    drafts.push({ ...placed, what: 'constructed' });
    if (socket.status > 0) drafts.push({ ...placed, what: 'handshake' });
    if (socket.status === 101 || socket.messages.length > 0) drafts.push({ ...placed, what: 'opened' });
    for (const message of socket.messages) {
      const time = Math.min(Math.max(placed.time, message.time * 1000 - origin), latestDate - origin);
      drafts.push({ ...placed, time, what: message });
    }
  }
  drafts.sort((one, other) => one.time - other.time);
  yield { kind: 'page', order: 0, time: 0, page: 1, url: 'HAR', frame: 'top', origin };
  let number = 0;
  let order = 0;
  for (const draft of drafts) {
    order++;
    yield typeof draft.what === 'string'
      ? eventOf(draft, draft.what, order)
      : frameOf(draft, draft.what, order, ++number, notes);
  }
}

function eventOf(
  { time, connection, socket }: Draft,
  what: 'constructed' | 'handshake' | 'opened',
  order: number,
): Fact {
  const base = { order, time, connection };
  const { url, status, requestHeaders, responseHeaders } = socket;
  switch (what) {
    case 'constructed':
      return { kind: 'constructed', ...base, page: 1, url, protocols: [], readyState: 0 };
    case 'handshake':
      return { kind: 'handshake', ...base, status, requestHeaders, responseHeaders };
    case 'opened': {
      const named = responseHeaders.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol');
      return { kind: 'opened', ...base, protocol: named?.[1] ?? '', extensions: '' };
    }
  }
}

function frameOf(
  { time, connection }: Draft,
  message: HarMessage,
  order: number,
  number: number,
  notes: Notes,
): Fact {
  const binary = message.opcode === 2;
  const data = binary ? fromBase64(message.data) : message.data;
  if (data === null) notes.add('base64');
  return {
    kind: 'frame',
    order,
    time,
    connection,
    number,
    direction: message.type === 'send' ? 'sent' : 'received',
    size: data === null ? 0 : typeof data === 'string' ? utf8Length(data) : data.length,
    data,
    binary,
    ...(data === null && { payload: 'dropped' as const }),
  };
}
