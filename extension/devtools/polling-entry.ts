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
  const revision = queryParam(url, 'EIO');
  if ((revision !== '3' && revision !== '4') || queryParam(url, 'transport') !== 'polling') return null;
  const startedAt = Date.parse(startedDateTime ?? '');
  if (Number.isNaN(startedAt)) return null;
  return {
    // The timestamp that defeats caches changes with each request.
    url: withoutParam(url, 't'),
    method,
    sid: queryParam(url, 'sid') || null,
    startedAt,
    endedAt: startedAt + Math.max(0, Number(time) || 0),
    body: request?.postData?.text ?? null,
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
