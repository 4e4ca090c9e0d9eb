/** What an analyzer found, oldest first, bounded. Ids only rise: one that was let go never comes back as another. */
export interface ResultList<T> {
  readonly all: readonly T[];
  /** How many were let go, and how many of those were not over. */
  readonly dropped: { readonly count: number; readonly open: number };
  /** The id that the next one gets. */
  readonly next: number;
  /** Adds and says under which id. */
  add(item: T): number;
  get(id: number): T | undefined;
  /** Lets go of what is at the front while it is over and `isPast` says nobody needs it. */
  forget(isPast: (item: T) => boolean): void;
}

/** @param isOpen whether an item still waits for something */
export function createResultList<T>(capacity: number, isOpen: (item: T) => boolean): ResultList<T> {
  const all: T[] = [];
  const dropped = { count: 0, open: 0 };
  let first = 0;

  const drop = (count: number): void => {
    for (const each of all.splice(0, count)) {
      dropped.count++;
      if (isOpen(each)) dropped.open++;
    }
    first += count;
  };

  return {
    all,
    dropped,
    get next() {
      return first + all.length;
    },
    add(item) {
      // A quarter at a time, so that moving the rest down is paid for by many.
      if (all.length >= capacity) drop(Math.ceil(capacity / 4));
      all.push(item);
      return first + all.length - 1;
    },
    get: (id) => all[id - first],
    forget(isPast) {
      let count = 0;
      while (count < all.length && !isOpen(all[count]!) && isPast(all[count]!)) count++;
      if (count * 4 >= all.length || count > 10_000) drop(count);
    },
  };
}
