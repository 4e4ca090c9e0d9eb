export type NumberRange = readonly [from: number, to: number];

/** The same numbers as ranges in order that do not touch: an ack may name ten thousand of them. Both ends are among them. */
export function joinRanges(ranges: readonly NumberRange[]): readonly NumberRange[] {
  const joined: [from: number, to: number][] = [];
  for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (from <= to) joined.push([from, to]);
  }
  return joined;
}
