/** A Map that forgets its oldest entry past `capacity`, and says how many it forgot. */
export interface RingMap<K, V> {
  readonly size: number;
  readonly evicted: number;
  get(key: K): V | undefined;
  has(key: K): boolean;
  /** Sets and makes the entry the newest. */
  set(key: K, value: V): void;
  delete(key: K): boolean;
}

export function createRingMap<K, V>(capacity: number): RingMap<K, V> {
  const map = new Map<K, V>();
  let evicted = 0;
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
      map.delete(key);
      map.set(key, value);
      if (map.size <= capacity) return;
      const oldest = map.keys().next();
      if (!oldest.done) map.delete(oldest.value);
      evicted++;
    },
    delete: (key) => map.delete(key),
  };
}
