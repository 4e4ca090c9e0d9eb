/** When two attempts were captured, ms since 1970. */
export interface AttemptTimes {
  readonly before: number;
  readonly after: number;
}

/** ms between the clock of the sender and that of the capture, and by which a value may miss the time that passed between the attempts. */
const clockSkew = 60_000;
const slack = 1500;
/** Characters of the longest value and name that are looked at. */
const longest = 40;

/** What an attempt that was counted has been called. */
const counters = new Set([
  'attempt',
  'attempts',
  'attemptNo',
  'attemptNumber',
  'attemptCount',
  'attempt_no',
  'attempt_count',
  'retry',
  'retries',
  'retryNo',
  'retryCount',
  'retryAttempt',
  'retry_count',
  'try',
  'tries',
  'tryCount',
]);

/**
 * Where two texts differ: how far behind the difference the value ends, in each, that a sender writes anew for every attempt. Null where
 * the values that stand there are no such thing, or are `own`, the number or id of the packet.
 *
 *   "sentAt":1700000001000   "sentAt":1700000006000            5 s apart → the clock: s, ms or µs since 1970
 *   "at":"2023-11-14T22:13:21Z"   "at":"2023-11-14T22:13:26Z"  5 s apart → the same, ISO 8601
 *   "attempt":1   "attempt":2                                  → counts attempts, by its name
 *
 * A time has to be near that of its own frame, and to have moved on as the frames did: a price or a deadline has not.
 */
export function attemptValueEnds(
  a: string,
  b: string,
  at: number,
  bt: number,
  own: readonly [ofA: string, ofB: string],
  times: AttemptTimes,
): readonly [at: number, bt: number] | null {
  const one = valueAt(a, at);
  const other = valueAt(b, bt);
  if (!one || !other || at - one.from !== bt - other.from) return null;
  if (one.text === own[0] && other.text === own[1]) return null;
  return movesAsTime(one.text, other.text, times) || countsAttempts(a, one, other)
    ? [one.to, other.to]
    : null;
}

interface Value {
  readonly text: string;
  readonly from: number;
  /** The character behind it. */
  readonly to: number;
}

/** The number or the short string that a place of a JSON text lies in. */
function valueAt(text: string, at: number): Value | null {
  const begin = walk(text, at, -1, isOfString);
  const end = walk(text, at, 1, isOfString);
  if (text[begin - 1] === '"' && text[end] === '"')
    return { text: text.slice(begin, end), from: begin, to: end };
  const from = walk(text, at, -1, isOfNumber);
  const to = walk(text, at, 1, isOfNumber);
  const stands =
    /[:,[]\s{0,2}$/.test(text.slice(Math.max(0, from - 3), from)) &&
    /^\s*[,}\]]/.test(text.slice(to, to + 3));
  return stands ? { text: text.slice(from, to), from, to } : null;
}

/** The first place from `at` on in one direction, or the last one before it in the other, that belongs to the same run. */
function walk(text: string, at: number, step: 1 | -1, belongs: (unit: number) => boolean): number {
  let place = step > 0 ? at : at - 1;
  for (let count = 0; count < longest && belongs(text.charCodeAt(place)); count++) place += step;
  return step > 0 ? place : place + 1;
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
const isOfNumber = (unit: number): boolean => isDigit(unit) || unit === 0x2e;
/** Of a date as text: digits, T, Z, and what stands between. */
const isOfString = (unit: number): boolean =>
  isOfNumber(unit) || unit === 0x54 || unit === 0x5a || unit === 0x2d || unit === 0x3a || unit === 0x2b;

function movesAsTime(one: string, other: string, { before, after }: AttemptTimes): boolean {
  const first = timeOf(one);
  const second = timeOf(other);
  return (
    Math.abs(first - before) <= clockSkew &&
    Math.abs(second - after) <= clockSkew &&
    Math.abs(second - first - (after - before)) <= slack
  );
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$/;

/** ms since 1970; NaN for what is no time. */
function timeOf(value: string): number {
  if (/^\d{10}(?:\.\d+)?$/.test(value)) return Number(value) * 1000;
  if (/^\d{13}(?:\.\d+)?$/.test(value)) return Number(value);
  if (/^\d{16}$/.test(value)) return Number(value) / 1000;
  return isoTime.test(value) ? Date.parse(value) : Number.NaN;
}

function countsAttempts(text: string, one: Value, other: Value): boolean {
  if (!/^\d{1,3}$/.test(one.text) || Number(other.text) !== Number(one.text) + 1) return false;
  const name = /"(\w+)"\s*:\s*$/.exec(text.slice(Math.max(0, one.from - longest), one.from))?.[1];
  return name !== undefined && counters.has(name);
}
