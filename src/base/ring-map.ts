/**
 * A Map that forgets its oldest entries past a bound: it holds the newest `capacity` at least and twice that at most. Two
 * generations instead of one deletion per entry: V8 walks over the holes that deletions at the head of a Map leave.
 */
export interface RingMap<K, V> {
  /** At most this many; a key that was set again may count twice. */
  readonly size: number;
  /** How many were forgotten. */
  readonly evicted: number;
  get(key: K): V | undefined;
  has(key: K): boolean;
  /** Sets; a key that is new or was about to be forgotten becomes the newest. */
  set(key: K, value: V): void;
  delete(key: K): boolean;
  clear(): void;
  values(): Iterable<V>;
}

/** @param forgotten called with each entry that is let go for want of room */
export function createRingMap<K, V>(capacity: number, forgotten?: (value: V, key: K) => void): RingMap<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  let evicted = 0;
  return {
    get size() {
      return young.size + old.size;
    },
    get evicted() {
      return evicted;
    },
    get(key) {
      const value = young.get(key);
      return value === undefined && old.size > 0 ? old.get(key) : value;
    },
    has: (key) => young.has(key) || old.has(key),
    set(key, value) {
      // What the older generation has under this key is hidden by now and goes with it.
      young.set(key, value);
      if (young.size < capacity) return;
      for (const [each, gone] of old) {
        if (young.has(each)) continue;
        evicted++;
        forgotten?.(gone, each);
      }
      old = young;
      young = new Map();
    },
    delete(key) {
      const had = young.delete(key);
      return (old.size > 0 && old.delete(key)) || had;
    },
    clear() {
      young.clear();
      old.clear();
    },
    *values() {
      for (const [key, value] of old) if (!young.has(key)) yield value;
      yield* young.values();
    },
  };
}
