/**
 * A Map that forgets its oldest entries past a bound: it holds the newest `capacity` at least and twice that at most. Half of them go
 * at once instead of one with each new entry: V8 walks over the holes that deletions at the head of a Map leave.
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
  const map = new Map<K, V>();
  let evicted = 0;

  const makeRoom = (): void => {
    let count = map.size - capacity;
    for (const [key, value] of map) {
      if (count-- <= 0) return;
      map.delete(key);
      evicted++;
      forgotten?.(value, key);
    }
  };

  return {
    get size() {
      return map.size;
    },
    get evicted() {
      return evicted;
    },
    get: (key) => map.get(key),
    has: (key) => map.has(key),
    set(key, value) {
      const { size } = map;
      map.set(key, value);
      if (map.size === size) {
        // Known: it moves to the end of the order in which entries go.
        map.delete(key);
        map.set(key, value);
      } else if (map.size >= 2 * capacity) makeRoom();
    },
    delete: (key) => map.delete(key),
    clear: () => map.clear(),
    values: () => map.values(),
  };
}
