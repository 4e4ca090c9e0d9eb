import type { Fact, FactKind } from './fact.ts';

type Check = (value: unknown) => boolean;
type Shape = Readonly<Record<string, Check>>;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const texts: Check = (value) => Array.isArray(value) && value.every(text);
const direction: Check = (value) => value === 'sent' || value === 'received';
/** By its brand, not by `instanceof`: bytes come from other documents. */
const bytes: Check = (value) => Object.prototype.toString.call(value) === '[object Uint8Array]';
const payload: Check = (value) => value === null || text(value) || bytes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const nullable =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);
const headers: Check = (value) =>
  Array.isArray(value) && value.every((pair) => Array.isArray(pair) && text(pair[0]) && text(pair[1]));

const connection = { connection: count };
const shapes: Readonly<Record<FactKind, Shape>> = {
  page: { page: count, url: text, frame: oneOf('top', 'iframe', 'worker'), origin: number },
  constructed: {
    ...connection,
    page: count,
    url: text,
    protocols: texts,
    readyState: count,
    by: optional(oneOf('network')),
    stack: optional(text),
  },
  opened: { ...connection, protocol: text, extensions: text },
  frame: {
    ...connection,
    number: count,
    direction,
    size: count,
    data: payload,
    binary: flag,
    payload: optional(oneOf('pending', 'dropped')),
    stack: optional(text),
  },
  'bytes-of': { ...connection, number: count, data: bytes },
  'send-failed': { ...connection, size: count, error: text },
  'sent-after-close': { ...connection, size: count },
  buffered: { ...connection, amount: count },
  'close-requested': { ...connection, code: nullable(number), reason: text },
  error: connection,
  closed: { ...connection, code: count, reason: text, wasClean: flag },
  collected: connection,
  handshake: {
    ...connection,
    status: count,
    requestHeaders: headers,
    responseHeaders: headers,
    wait: optional(number),
    error: optional(text),
  },
  compared: { ...connection, sent: count, received: count, recordedSent: count, recordedReceived: count },
  ended: connection,
  'page-left': { page: count },
  visibility: { page: count, visible: flag },
  network: { page: count, online: flag },
  dropped: {
    what: oneOf('facts', 'payloads', 'frames', 'signals'),
    count,
    bytes: count,
    why: text,
  },
};

/** Whether an unknown value (a page's message, a line of a file) is a fact, whole and of the right types. */
export function isFact(value: unknown): value is Fact {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Readonly<Record<string, unknown>>;
  // Not `String(kind)`: that throws for an object whose toString is no function.
  if (typeof candidate.kind !== 'string' || !Object.hasOwn(shapes, candidate.kind)) return false;
  const shape = shapes[candidate.kind as FactKind];
  if (!number(candidate.order) || !number(candidate.time)) return false;
  for (const name in shape) if (!shape[name]!(candidate[name])) return false;
  return true;
}
