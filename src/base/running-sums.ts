/** Sums over a list of numbers that change: setting one and looking a sum up cost the logarithm of the length (Fenwick tree). */
export interface RunningSums {
  set(index: number, value: number): void;
  /** How many of the first values it takes for a sum of at least `sum`, none of them negative; Infinity where all are less. */
  countFor(sum: number): number;
}

const leastRoom = 64;

export function createRunningSums(): RunningSums {
  let room = leastRoom;
  let values = new Float64Array(room);
  /** tree[i] is the sum of the values from i - (lowest bit of i) up to i - 1. The room is a power of two. */
  let tree = new Float64Array(room + 1);

  const grow = (least: number): void => {
    while (room < least) room *= 2;
    const grown = new Float64Array(room);
    grown.set(values);
    values = grown;
    tree = new Float64Array(room + 1);
    for (let at = 1; at <= room; at++) {
      tree[at]! += values[at - 1]!;
      const above = at + (at & -at);
      if (above <= room) tree[above]! += tree[at]!;
    }
  };

  return {
    set(index, value) {
      if (index >= room) grow(index + 1);
      const more = value - values[index]!;
      values[index] = value;
      for (let at = index + 1; at <= room; at += at & -at) tree[at]! += more;
    },
    countFor(sum) {
      if (sum <= 0) return 0;
      if (tree[room]! < sum) return Number.POSITIVE_INFINITY;
      let at = 0;
      let rest = sum;
      for (let step = room / 2; step >= 1; step /= 2) {
        if (tree[at + step]! >= rest) continue;
        at += step;
        rest -= tree[at]!;
      }
      return at + 1;
    },
  };
}
