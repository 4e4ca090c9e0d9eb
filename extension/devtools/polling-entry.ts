import { isBytes } from '../../src/base/bytes.ts';

/** What one finished request of Engine.IO's long-polling says, from the browser's HAR entry. */
export interface PollingExchange {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  /** Of the session; null for the request that begins one. */
  readonly sid: string | null;
  /** Wall clock, ms since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** What was posted; null where the browser did not keep it. */
  readonly body: string | null;
  /** Not answered, or with an error. */
  readonly failed: boolean;
}

interface RawEntry {
  readonly startedDateTime?: string;
  readonly time?: number;
  readonly request?: {
    readonly method?: string;
    readonly url?: string;
    readonly postData?: { readonly text?: string };
  };
  readonly response?: { readonly status?: number };
}

/** Null for any other request, and for an entry of another shape. */
export function readPollingExchange(value: unknown): PollingExchange | null {
  const { request, response, startedDateTime, time } = (value ?? {}) as RawEntry;
  const { url, method } = request ?? {};
  if (typeof url !== 'string' || (method !== 'GET' && method !== 'POST')) return null;
  if (!/[?&]EIO=[34](?:&|$)/.test(url) || !/[?&]transport=polling(?:&|$)/.test(url)) return null;
  const startedAt = Date.parse(startedDateTime ?? '');
  if (Number.isNaN(startedAt)) return null;
  return {
    // The timestamp that defeats caches changes with each request.
    url: url.replace(/&t=[^&]*/, ''),
    method,
    sid: /[?&]sid=([^&]+)/.exec(url)?.[1] ?? null,
    startedAt,
    endedAt: startedAt + Math.max(0, Number(time) || 0),
    body: request?.postData?.text ?? null,
    failed: response?.status !== 200,
  };
}

/** The session id that an open packet gives: `0{"sid":"…"}`, in revision 3 behind its length. */
export function sessionIdIn(answer: string | Uint8Array | null): string | null {
  const text = isBytes(answer) ? new TextDecoder().decode(answer) : (answer ?? '');
  return /0\{"sid":"([^"]+)"/.exec(text.slice(0, 2000))?.[1] ?? null;
}
