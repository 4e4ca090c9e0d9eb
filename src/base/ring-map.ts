/**
 * A Map that forgets its oldest entries past a bound: it holds the newest `capacity` at least and twice that at most. Two
 * generations instead of one deletion per entry: V8 walks over the holes that deletions at the head of a Map leave.
 */
export interface RingMap<K, V> {
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
      if (old.size > 0) old.delete(key);
      young.set(key, value);
      if (young.size < capacity) return;
      evicted += old.size;
      if (forgotten) for (const [each, gone] of old) forgotten(gone, each);
      old = young;
      young = new Map();
    },
    delete: (key) => young.delete(key) || old.delete(key),
    clear() {
      young.clear();
      old.clear();
    },
    *values() {
      yield* old.values();
      yield* young.values();
    },
  };
}
