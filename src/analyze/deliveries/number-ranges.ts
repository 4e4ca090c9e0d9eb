import { firstPast } from '../../base/first-past.ts';

type Range = readonly [from: number, to: number];

/**
 * Whether a number is in one of some ranges, both ends among them. They are put in order and joined once: an ack may name ten thousand, and
 * fifty thousand packets may wait for it.
 */
export function createRangeTest(ranges: readonly Range[]): (n: number) => boolean {
  const joined: [from: number, to: number][] = [];
  for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (from <= to) joined.push([from, to]);
  }
  return (n) => {
    const range = joined[firstPast(0, joined.length, (at) => joined[at]![1] >= n)];
    return range !== undefined && range[0] <= n;
  };
}
