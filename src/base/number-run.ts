/** Numbers left out that still count as running on. */
const bridged = 64;

/**
 * Values by numbers that run on, 7, 8, 9, 11, in an array: no hash, and what came last lies side by side. A table of some 10,000 entries
 * costs a miss of the cache for each look, and several to add one, because the others of its bucket are compared
 * (test/bench/decode.bench.ts). Holds the newest `capacity` numbers at least and twice that at most.
 */
export interface NumberRun<V> {
  readonly size: number;
  get(n: number): V | undefined;
  /** Sets; false where `n` lies before the run or far behind it: then nothing is done. */
  set(n: number, value: V): boolean;
  delete(n: number): boolean;
  clear(): void;
  values(): Iterable<V>;
}

/** @param forgotten called with each value that is let go for want of room */
export function createNumberRun<V>(
  capacity: number,
  forgotten?: (value: V, n: number) => void,
): NumberRun<V> {
  let run: (V | undefined)[] = [];
  /** The number at the front; -1 before there is one. */
  let first = -1;
  let size = 0;

  /** Half at once: to move the rest down is paid for by many. */
  const makeRoom = (): void => {
    const gone = run.length - capacity;
    for (let at = 0; at < gone; at++) {
      const value = run[at];
      if (value === undefined) continue;
      size--;
      forgotten?.(value, first + at);
    }
    run = run.slice(gone);
    first += gone;
  };

  return {
    get size() {
      return size;
    },
    get(n) {
      const at = n - first;
      return at >= 0 && at < run.length ? run[at] : undefined;
    },
    set(n, value) {
      if (first < 0) first = n;
      const at = n - first;
      if (at < 0 || at > run.length + bridged) return false;
      if (at < run.length && run[at] !== undefined) size--;
      while (run.length < at) run.push(undefined);
      run[at] = value;
      size++;
      if (run.length >= 2 * capacity) makeRoom();
      return true;
    },
    delete(n) {
      const at = n - first;
      if (at < 0 || run[at] === undefined) return false;
      run[at] = undefined;
      size--;
      return true;
    },
    clear() {
      run = [];
      first = -1;
      size = 0;
    },
    *values() {
      for (const each of run) if (each !== undefined) yield each;
    },
  };
}
