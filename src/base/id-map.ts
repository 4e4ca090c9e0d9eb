import { createNumberRun } from './number-run.ts';
import { createRingMap, type RingMap } from './ring-map.ts';

/** Digits of a number that a double holds. */
const mostDigits = 15;
/** Characters of an id that a counter may have made. */
const longestCounted = 64;

export type IdMap<V> = Omit<RingMap<string, V>, 'clear'>;

/**
 * A ring map for ids, most of which come from counters: "r-9", "r-10", "r-11". Those are kept by their number, all with the prefix of the
 * first one; any other id, and all that are drawn by lot, as in a ring map.
 */
export function createIdMap<V>(capacity: number, forgotten?: (value: V) => void): IdMap<V> {
  let evicted = 0;
  const forget = (value: V): void => {
    evicted++;
    forgotten?.(value);
  };
  const counted = createNumberRun<V>(capacity, forget);
  let others: RingMap<string, V> | undefined;
  let prefix: string | undefined;

  /** The number of an id of this counter; -1 for every other id. */
  const numberOf = (id: string): number => {
    if (prefix === undefined) return -1;
    const { length } = id;
    const from = prefix.length;
    if (length <= from || length - from > mostDigits || !id.startsWith(prefix)) return -1;
    // A zero at the front is none of a counter: 07 is not 7.
    let n = id.charCodeAt(from) - 0x30;
    if (n < 1 || n > 9) return -1;
    for (let at = from + 1; at < length; at++) {
      const digit = id.charCodeAt(at) - 0x30;
      if (digit < 0 || digit > 9) return -1;
      n = n * 10 + digit;
    }
    return n;
  };

  const get = (id: string): V | undefined => {
    const n = numberOf(id);
    const found = n < 0 ? undefined : counted.get(n);
    return found === undefined ? others?.get(id) : found;
  };

  return {
    get size() {
      return counted.size + (others?.size ?? 0);
    },
    get evicted() {
      return evicted + (others?.evicted ?? 0);
    },
    get,
    has: (id) => get(id) !== undefined,
    set(id, value) {
      prefix ??= prefixOf(id);
      const n = numberOf(id);
      if (n >= 0 && counted.set(n, value)) {
        others?.delete(id);
        return;
      }
      others ??= createRingMap(capacity, forgotten);
      others.set(id, value);
    },
    delete(id) {
      const n = numberOf(id);
      return (n >= 0 && counted.delete(n)) || (others?.delete(id) ?? false);
    },
    *values() {
      yield* counted.values();
      if (others) yield* others.values();
    },
  };
}

/** What stands before the number of a counter: "r-10" → "r-", "7" → "". Undefined where an id ends in no number: "r", "r-0". */
function prefixOf(id: string): string | undefined {
  if (id.length > longestCounted) return undefined;
  let from = id.length;
  while (from > 0 && isDigit(id.charCodeAt(from - 1))) from--;
  // A zero at the front is none of a counter.
  while (id.charCodeAt(from) === 0x30) from++;
  const digits = id.length - from;
  return digits === 0 || digits > mostDigits ? undefined : id.slice(0, from);
}

const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
