/**
 * The parts of a URL as it was written (RFC 3986 §3), without decoding and without failing: pages, files and browsers hand over what
 * they like. Plain searches instead of a pattern: a URL may be a megabyte long.
 *
 *   wss://a.example:8080/rt?room=1#x  →  { scheme: "wss", host: "a.example:8080", path: "/rt", query: "room=1" }
 */
export interface UrlParts {
  /** '' where the text has none: then it is all path. */
  readonly scheme: string;
  /** With its port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
}

const firstOf = (text: string, one: string, other: string): number => {
  const at = text.indexOf(one);
  const head = at < 0 ? text : text.slice(0, at);
  const before = head.indexOf(other);
  return before < 0 ? at : before;
};

/** A URL without query and fragment: tokens and timestamps in them change from attempt to attempt. */
export function addressOf(url: string): string {
  const end = firstOf(url, '?', '#');
  return end < 0 ? url : url.slice(0, end);
}

export function urlParts(url: string): UrlParts {
  const address = addressOf(url);
  const colon = address.indexOf('://');
  const from = colon < 0 ? 0 : colon + 3;
  const slash = colon < 0 ? 0 : address.indexOf('/', from);
  const pathFrom = slash < 0 ? address.length : slash;
  return {
    scheme: colon < 0 ? '' : address.slice(0, colon),
    host: address.slice(from, pathFrom),
    path: address.slice(pathFrom),
    query: queryOf(url),
  };
}

function queryOf(url: string): string {
  const hash = url.indexOf('#');
  const whole = hash < 0 ? url : url.slice(0, hash);
  const from = whole.indexOf('?');
  return from < 0 ? '' : whole.slice(from + 1);
}

/** Parameters of one URL that are read. */
const mostParams = 100;

/** The parameters of the query as they stand there, at most a hundred: `?a=1&b` → [["a", "1"], ["b", ""]]. */
export function queryParams(url: string): readonly (readonly [name: string, value: string])[] {
  const query = queryOf(url);
  const params: (readonly [string, string])[] = [];
  for (let from = 0; from < query.length && params.length < mostParams; ) {
    const next = query.indexOf('&', from);
    const pair = query.slice(from, next < 0 ? query.length : next);
    const equals = pair.indexOf('=');
    if (pair !== '') params.push(equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]);
    from = next < 0 ? query.length : next + 1;
  }
  return params;
}

/** The value of the first parameter of that name, or null. */
export const queryParam = (url: string, name: string): string | null =>
  queryParams(url).find(([each]) => each === name)?.[1] ?? null;
