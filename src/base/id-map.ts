import { createNumberRun } from './number-run.ts';
import { createRingMap, type RingMap } from './ring-map.ts';

/** Digits of a number that a double holds. */
const mostDigits = 15;

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
  const others = createRingMap<string, V>(capacity, forgotten);
  let prefix: string | undefined;

  /** The number of an id of this counter; -1 for every other id. */
  const numberOf = (id: string): number => {
    const { length } = id;
    if (prefix === undefined) {
      const from = digitsFrom(id);
      if (from === length) return -1;
      prefix = id.slice(0, from);
    }
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
    return found === undefined && others.size > 0 ? others.get(id) : found;
  };

  return {
    get size() {
      return counted.size + others.size;
    },
    get evicted() {
      return evicted + others.evicted;
    },
    get,
    has: (id) => get(id) !== undefined,
    set(id, value) {
      const n = numberOf(id);
      if (n < 0 || !counted.set(n, value)) others.set(id, value);
      else if (others.size > 0) others.delete(id);
    },
    delete(id) {
      const n = numberOf(id);
      return (n >= 0 && counted.delete(n)) || others.delete(id);
    },
    *values() {
      yield* counted.values();
      yield* others.values();
    },
  };
}

/** Where the digits at the end of an id begin, zeros at their front aside: "r-10" → 2, "r-007" → 4, "r" → 1. */
function digitsFrom(id: string): number {
  let from = id.length;
  while (from > 0 && isDigit(id, from - 1)) from--;
  while (from < id.length && id.charCodeAt(from) === 0x30) from++;
  return id.length - from > mostDigits ? id.length : from;
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}
