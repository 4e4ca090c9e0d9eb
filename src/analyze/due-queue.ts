/** Things that are due at some time (session ms), the earliest first. Each costs its logarithm, however many others wait. */
export interface DueQueue<T> {
  readonly size: number;
  /** When the first one is due; Infinity where none waits. */
  readonly next: number;
  /** Waits until `time`, or until the time that it waits for already, where that is earlier: whoever takes it looks again. */
  add(item: T, time: number): void;
  delete(item: T): void;
  /** Takes out those that are due by `now`, in the order in which they are due. */
  take(now: number): readonly T[];
}

interface Entry<T> {
  readonly item: T;
  readonly time: number;
  /** Of two that are due at once the one that was added first comes first. */
  readonly nth: number;
}

/** Entries that are no longer meant and are borne in any case. */
const someStale = 64;

export function createDueQueue<T>(): DueQueue<T> {
  /** A binary heap: no entry is due before the one at (at - 1) >> 1. */
  let heap: Entry<T>[] = [];
  /** The entry that is meant; others of the same item are stale. */
  const entries = new Map<T, Entry<T>>();
  let added = 0;

  const before = (one: Entry<T>, other: Entry<T>): boolean =>
    one.time < other.time || (one.time === other.time && one.nth < other.nth);

  const push = (entry: Entry<T>): void => {
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!before(entry, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = entry;
  };

  const pop = (): void => {
    const last = heap.pop()!;
    const { length } = heap;
    if (length === 0) return;
    let at = 0;
    for (let below = 1; below < length; below = 2 * at + 1) {
      if (below + 1 < length && before(heap[below + 1]!, heap[below]!)) below++;
      if (!before(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
  };

  const isMeant = (entry: Entry<T>): boolean => entries.get(entry.item) === entry;

  /** Takes what is stale from the front, and all of it once it is more than half. */
  const tidy = (): void => {
    // What is in order is a heap.
    if (heap.length > 2 * entries.size + someStale)
      heap = heap.filter(isMeant).sort((one, other) => (before(one, other) ? -1 : 1));
    while (heap.length > 0 && !isMeant(heap[0]!)) pop();
  };

  return {
    get size() {
      return entries.size;
    },
    get next() {
      tidy();
      return heap[0]?.time ?? Number.POSITIVE_INFINITY;
    },
    add(item, time) {
      const known = entries.get(item);
      if (known && known.time <= time) return;
      const entry = { item, time, nth: added++ };
      entries.set(item, entry);
      push(entry);
      tidy();
    },
    delete(item) {
      entries.delete(item);
    },
    take(now) {
      const due: T[] = [];
      for (tidy(); heap.length > 0 && heap[0]!.time <= now; tidy()) {
        due.push(heap[0]!.item);
        entries.delete(heap[0]!.item);
      }
      return due;
    },
  };
}
