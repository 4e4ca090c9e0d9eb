import { type Place, placeName } from '../../place.ts';
import { isUsualNumber } from './field-slots.ts';
import type { Scalar } from './scalars.ts';

/** Numbered messages that are remembered, and how many say enough. */
const remembered = 300;
const enough = 10;
/** Messages of a channel, on the average, at the least: a value that is always another tells nothing apart. */
const perChannel = 3;

/** Numbers that rise within each value of another place, and not over all of them: that place names what is counted. */
export interface ChannelPlace {
  readonly place: Place;
  readonly because: string;
}

/** Watches the numbers of one direction. */
export interface ChannelEvidence {
  take(scalars: readonly Scalar[]): void;
  /** Null where the numbers rise by themselves, or where nothing explains them. */
  infer(): ChannelPlace | null;
}

interface Row {
  readonly n: number;
  readonly scalars: readonly Scalar[];
}

export function createChannelEvidence(): ChannelEvidence {
  const rows: Row[] = [];
  return {
    take(scalars) {
      if (rows.length >= remembered) return;
      const number = scalars.find(({ place, value }) => isNumber(place) && typeof value === 'number');
      if (number) rows.push({ n: number.value as number, scalars });
    },
    infer() {
      if (rows.length < enough || risingShare(rows, () => '') >= 0.9) return null;
      const found = candidates(rows).find((place) => risingShare(rows, (row) => valueAt(row, place)) === 1);
      if (found === undefined) return null;
      const channels = new Set(rows.map((row) => valueAt(row, found))).size;
      return {
        place: found,
        because: `the numbers of ${rows.length} messages rise within each of the ${channels} values at ${found}, and not over all of them`,
      };
    },
  };
}

const isNumber = (place: Place): boolean => place.lastIndexOf('/') === 0 && isUsualNumber(placeName(place));
const valueAt = (row: Row, place: Place): string =>
  `${row.scalars.find((each) => each.place === place)?.value ?? ''}`;

/** Places of words that all rows have, with few of them; the fewest first. */
function candidates(rows: readonly Row[]): readonly Place[] {
  const values = new Map<Place, { rows: number; readonly distinct: Set<string> }>();
  for (const { scalars } of rows)
    for (const { place, value } of scalars) {
      if (typeof value !== 'string') continue;
      let seen = values.get(place);
      if (!seen) {
        seen = { rows: 0, distinct: new Set() };
        values.set(place, seen);
      }
      seen.rows++;
      seen.distinct.add(value);
    }
  return [...values]
    .filter(([, seen]) => seen.rows === rows.length)
    .filter(([, { distinct }]) => distinct.size > 1 && distinct.size * perChannel <= rows.length)
    .sort(([, one], [, other]) => one.distinct.size - other.distinct.size)
    .map(([place]) => place);
}

/** Share of numbers that are not below the one before of the same channel. */
function risingShare(rows: readonly Row[], channelOf: (row: Row) => string): number {
  const last = new Map<string, number>();
  let rising = 0;
  let compared = 0;
  for (const row of rows) {
    const channel = channelOf(row);
    const before = last.get(channel);
    last.set(channel, row.n);
    if (before === undefined) continue;
    compared++;
    if (row.n >= before) rising++;
  }
  return compared === 0 ? 0 : rising / compared;
}
