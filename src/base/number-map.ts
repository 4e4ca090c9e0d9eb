import { createNumberRun } from './number-run.ts';
import { createRingMap, type RingMap } from './ring-map.ts';

/** A map by number that forgets its oldest entries past a bound. Those that run on cost next to nothing; others are as in a ring map. */
export interface NumberMap<V> {
  get(n: number): V | undefined;
  set(n: number, value: V): void;
  clear(): void;
}

/** @param capacity of those that run on, and of all others */
export function createNumberMap<V>(capacity: number): NumberMap<V> {
  const run = createNumberRun<V>(capacity);
  let others: RingMap<number, V> | undefined;
  return {
    get: (n) => run.get(n) ?? others?.get(n),
    set(n, value) {
      if (run.set(n, value)) {
        others?.delete(n);
        return;
      }
      others ??= createRingMap(capacity);
      others.set(n, value);
    },
    clear() {
      run.clear();
      others?.clear();
    },
  };
}
