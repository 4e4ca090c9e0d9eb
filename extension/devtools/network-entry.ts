/** What one WebSocket entry of the browser's HAR says (`devtools.network.getHAR()`, as Chromium 156 writes it). */
export interface NetworkEntry {
  /** The handshake's nonce, Sec-WebSocket-Key (RFC 6455 §4.1); made from URL and first message where no request was sent. */
  readonly key: string;
  readonly url: string;
  /** Wall clock of the request, ms since the epoch; null where none was sent (a refused port). */
  readonly startedAt: number | null;
  /** Whether the hook's code constructed it, as the recorded call stack shows. */
  readonly hooked: boolean;
  /** URL of the script that constructed it, '' when unknown. */
  readonly script: string;
  /** Constructed in a worker: Chromium gives such an entry no page. */
  readonly worker: boolean;
  readonly protocols: readonly string[];
  readonly handshake: NetworkHandshake | null;
  /** Text and binary frames, oldest first; Chromium lists its errors there too, with opcode -1. */
  readonly messages: readonly NetworkMessage[];
  readonly finished: boolean;
}

export interface NetworkHandshake {
  readonly status: number;
  readonly requestHeaders: readonly (readonly [name: string, value: string])[];
  readonly responseHeaders: readonly (readonly [name: string, value: string])[];
  readonly wait?: number;
  readonly error?: string;
}

export interface NetworkMessage {
  readonly type: 'send' | 'receive';
  /** Seconds since the epoch. */
  readonly time: number;
  /** 1 text, 2 binary (RFC 6455 §5.2). */
  readonly opcode: number;
  /** Text, or base64 for binary. */
  readonly data: string;
}

interface RawEntry {
  readonly _resourceType?: unknown;
  readonly _webSocketMessages?: readonly RawMessage[];
  readonly _initiator?: { readonly stack?: { readonly callFrames?: readonly { readonly url?: unknown }[] } };
  readonly pageref?: unknown;
  readonly startedDateTime?: unknown;
  readonly request?: { readonly url?: unknown; readonly headers?: RawHeaders };
  readonly response?: { readonly status?: unknown; readonly headers?: RawHeaders };
  readonly timings?: { readonly wait?: unknown; readonly receive?: unknown };
}
type RawHeaders = readonly { readonly name: unknown; readonly value: unknown }[];
interface RawMessage {
  readonly type: unknown;
  readonly data: unknown;
  readonly time: unknown;
  readonly opcode: unknown;
}

/** Before this no request was made by any Chromium with WebSocket: Chromium writes 1969 for what was never sent. */
const earliest = Date.UTC(2010, 0);
/** The end of the year 9999: a session with later times could not be saved and opened again. */
const latest = Date.UTC(10_000, 0) - 1;
const isTime = (wallClock: number): boolean => wallClock >= earliest && wallClock <= latest;

/** Null for an entry of anything but a WebSocket, and for one of a shape that is not Chromium's. */
export function readNetworkEntry(value: unknown, hookUrl: string): NetworkEntry | null {
  try {
    const entry = value as RawEntry | null;
    if (entry?._resourceType !== 'websocket' || typeof entry.request?.url !== 'string') return null;
    const all = entry._webSocketMessages ?? [];
    const messages = all.filter(isMessage);
    const told = all.find(({ type }) => type === 'error')?.data;
    const error = typeof told === 'string' ? told : undefined;
    const requestHeaders = pairs(entry.request.headers);
    const responseHeaders = pairs(entry.response?.headers);
    const startedAt =
      typeof entry.startedDateTime === 'string' ? Date.parse(entry.startedDateTime) : Number.NaN;
    const { wait, receive } = entry.timings ?? {};
    const status = statusOf(entry.response?.status) || statusIn(error);
    const sent = isTime(startedAt);
    const waited = sent && typeof wait === 'number' && wait >= 0 && isTime(startedAt + wait);
    const callers = (entry._initiator?.stack?.callFrames ?? []).map(({ url }) => url);
    const { url } = entry.request;
    return {
      key: headerIn(requestHeaders, 'sec-websocket-key') ?? `${url} ${all[0]?.time ?? entry.startedDateTime}`,
      url,
      startedAt: sent ? startedAt : null,
      hooked: callers.includes(hookUrl),
      script:
        callers.find((each): each is string => typeof each === 'string' && each !== '' && each !== hookUrl) ??
        '',
      worker: entry.pageref === undefined,
      protocols: (headerIn(requestHeaders, 'sec-websocket-protocol') ?? '')
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
      handshake:
        status > 0 || error !== undefined
          ? {
              status,
              requestHeaders,
              responseHeaders,
              ...(waited && { wait }),
              ...(error === undefined ? {} : { error }),
            }
          : null,
      messages,
      finished: typeof receive === 'number' && receive > 0,
    };
  } catch {
    return null;
  }
}

export function headerIn(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

const pairs = (headers: RawHeaders | undefined): [string, string][] =>
  (headers ?? []).flatMap(({ name, value }) =>
    typeof name === 'string' && typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );

/** Other messages are no frames: Chromium lists its errors among them. */
const isMessage = (value: RawMessage): value is NetworkMessage =>
  (value.opcode === 1 || value.opcode === 2) &&
  (value.type === 'send' || value.type === 'receive') &&
  typeof value.data === 'string' &&
  typeof value.time === 'number' &&
  isTime(value.time * 1000);

const statusOf = (status: unknown): number =>
  typeof status === 'number' && Number.isSafeInteger(status) && status > 0 ? status : 0;

/** "Error during WebSocket handshake: Unexpected response code: 403": the only place where Chromium keeps it. */
const statusIn = (error: string | undefined): number =>
  Number(/Unexpected response code: (\d{3})/.exec(error ?? '')?.[1] ?? 0);
