import { isBytes } from '../../src/base/bytes.ts';
import { queryParam } from '../../src/base/url.ts';

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
  readonly startedDateTime?: unknown;
  readonly time?: unknown;
  readonly request?: {
    readonly method?: unknown;
    readonly url?: unknown;
    readonly postData?: { readonly text?: unknown };
  };
  readonly response?: { readonly status?: unknown };
}

/** The end of the year 9999: a session with later times could not be saved and opened again. */
const latest = Date.UTC(10_000, 0) - 1;

/** Null for any other request, and for an entry of another shape. */
export function readPollingExchange(value: unknown): PollingExchange | null {
  const { request, response, startedDateTime, time } = (value ?? {}) as RawEntry;
  const { url, method } = request ?? {};
  if (typeof url !== 'string' || (method !== 'GET' && method !== 'POST')) return null;
  const revision = queryParam(url, 'EIO');
  if ((revision !== '3' && revision !== '4') || queryParam(url, 'transport') !== 'polling') return null;
  const startedAt = typeof startedDateTime === 'string' ? Date.parse(startedDateTime) : Number.NaN;
  const took = typeof time === 'number' && time > 0 ? time : 0;
  if (!(startedAt >= 0 && startedAt + took <= latest)) return null;
  const body = request?.postData?.text;
  return {
    // The timestamp that defeats caches changes with each request.
    url: withoutParam(url, 't'),
    method,
    sid: queryParam(url, 'sid') || null,
    startedAt,
    endedAt: startedAt + took,
    body: typeof body === 'string' ? body : null,
    failed: response?.status !== 200,
  };
}

/** Without the first parameter of that name, where it is not the first of all. */
function withoutParam(url: string, name: string): string {
  const from = url.indexOf(`&${name}=`);
  if (from < 0) return url;
  const next = url.indexOf('&', from + 1);
  return url.slice(0, from) + (next < 0 ? '' : url.slice(next));
}

const openPacket = '0{"sid":"';
/** Characters of an answer in which its open packet stands. */
const longestFront = 2000;

/** The session id that an open packet gives: `0{"sid":"…"}`, in revision 3 behind its length. */
export function sessionIdIn(answer: string | Uint8Array | null): string | null {
  const text = isBytes(answer) ? new TextDecoder().decode(answer) : (answer ?? '');
  const from = text.slice(0, longestFront).indexOf(openPacket);
  if (from < 0) return null;
  const begin = from + openPacket.length;
  const end = text.indexOf('"', begin);
  return end > begin && end <= longestFront ? text.slice(begin, end) : null;
}
