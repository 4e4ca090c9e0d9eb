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
  readonly _webSocketMessages?: readonly {
    readonly type: string;
    readonly data: string;
    readonly time: number;
    readonly opcode: number;
  }[];
  readonly _initiator?: { readonly stack?: { readonly callFrames?: readonly { readonly url?: string }[] } };
  readonly pageref?: string;
  readonly startedDateTime?: string;
  readonly request?: { readonly url?: string; readonly headers?: RawHeaders };
  readonly response?: { readonly status?: number; readonly headers?: RawHeaders };
  readonly timings?: { readonly wait?: number; readonly receive?: number };
}
type RawHeaders = readonly { readonly name: string; readonly value: string }[];

/** Before this no request was made by any Chromium with WebSocket: Chromium writes 1969 for what was never sent. */
const earliest = Date.UTC(2010, 0);

/** Null for an entry of anything but a WebSocket, and for one of a shape that is not Chromium's. */
export function readNetworkEntry(value: unknown, hookUrl: string): NetworkEntry | null {
  try {
    const entry = value as RawEntry | null;
    if (entry?._resourceType !== 'websocket' || typeof entry.request?.url !== 'string') return null;
    const all = entry._webSocketMessages ?? [];
    const messages = all.filter(
      (each): each is NetworkMessage =>
        (each.opcode === 1 || each.opcode === 2) && (each.type === 'send' || each.type === 'receive'),
    );
    const error = all.find(({ type }) => type === 'error')?.data;
    const requestHeaders = pairs(entry.request.headers);
    const responseHeaders = pairs(entry.response?.headers);
    const startedAt = Date.parse(entry.startedDateTime ?? '');
    const wait = entry.timings?.wait ?? -1;
    const status = entry.response?.status || statusIn(error);
    const sent = startedAt >= earliest;
    const frames = entry._initiator?.stack?.callFrames ?? [];
    const { url } = entry.request;
    return {
      key: headerIn(requestHeaders, 'sec-websocket-key') ?? `${url} ${all[0]?.time ?? entry.startedDateTime}`,
      url,
      startedAt: sent ? startedAt : null,
      hooked: frames.some((frame) => frame.url === hookUrl),
      script: frames.find((frame) => frame.url && frame.url !== hookUrl)?.url ?? '',
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
              ...(sent && wait >= 0 ? { wait } : {}),
              ...(error === undefined ? {} : { error }),
            }
          : null,
      messages,
      finished: (entry.timings?.receive ?? 0) > 0,
    };
  } catch {
    return null;
  }
}

export function headerIn(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1];
}

const pairs = (headers: RawHeaders | undefined): [string, string][] =>
  (headers ?? []).map(({ name, value }) => [name, value]);

/** "Error during WebSocket handshake: Unexpected response code: 403": the only place where Chromium keeps it. */
const statusIn = (error: string | undefined): number =>
  Number(/Unexpected response code: (\d{3})/.exec(error ?? '')?.[1] ?? 0);
