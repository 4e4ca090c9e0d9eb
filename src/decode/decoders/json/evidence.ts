import type { Direction } from '../../../wire/fact.ts';
import type { Place } from '../../place.ts';
import type { Scalar } from './scalars.ts';

const maxPlaces = 80;
const maxPairs = 600;
const maxValues = 6000;
const maxLags = 200;
const maxShapes = 60;

/** One value at one place, first used by this side. */
export interface Sighting {
  readonly place: Place;
  readonly message: number;
  readonly time: number;
  readonly type: string;
  /** Places at which the other side repeated it. */
  readonly echoes: Set<Place>;
}

/** What one place of one side's messages holds. */
export interface PlaceStats {
  /** Messages that have it, and of those the ones whose value the other side had not used before. */
  messages: number;
  own: number;
  readonly sightings: Sighting[];
  readonly distinct: Set<string>;
  /** Which shapes (places that are filled) messages with a value have: those of one type are alike. */
  readonly shapes: Map<string, Set<string>>;
  /** Whole numbers, and how they follow each other: by exactly one, equal or rising. */
  numbers: number;
  byOne: number;
  rising: number;
  last: number | null;
}

/** How values of one place of the asker come back at one place of the other side. */
export interface PairStats {
  readonly asked: Place;
  readonly answered: Place;
  hits: number;
  /** Messages between the two, in order. */
  readonly lags: number[];
  /** Types of the messages that repeat, and how many values those carry in all. */
  readonly types: Map<string, number>;
  scalars: number;
}

export interface SideEvidence {
  messages: number;
  readonly places: Map<Place, PlaceStats>;
  readonly values: Map<string, Sighting[]>;
  /** By `asked answered`, this side being the asker. */
  readonly pairs: Map<string, PairStats>;
}

/**
 * Which values one side uses first and the other repeats: what tells a correlation id from any other field, whatever its name
 * (protocols.md §3). A value counts for the side that used it first, so that two counters that run side by side betray themselves by
 * each being ahead at times.
 */
export interface Evidence {
  readonly sides: Readonly<Record<Direction, SideEvidence>>;
  readonly messages: number;
  readonly lastTime: number;
  take(direction: Direction, type: string, scalars: readonly Scalar[], time: number): void;
  /** Lists of the message just taken: they may answer, and never ask. */
  takeListed(direction: Direction, type: string, listed: readonly Scalar[]): void;
}

const side = (): SideEvidence => ({ messages: 0, places: new Map(), values: new Map(), pairs: new Map() });

export function createEvidence(): Evidence {
  const sides = { sent: side(), received: side() };
  let messages = 0;
  let lastTime = 0;

  const echo = (
    asker: SideEvidence,
    sighting: Sighting,
    place: Place,
    type: string,
    scalars: number,
  ): void => {
    if (sighting.echoes.has(place)) return;
    sighting.echoes.add(place);
    const key = `${sighting.place} ${place}`;
    let pair = asker.pairs.get(key);
    if (!pair) {
      if (asker.pairs.size >= maxPairs) return;
      pair = { asked: sighting.place, answered: place, hits: 0, lags: [], types: new Map(), scalars: 0 };
      asker.pairs.set(key, pair);
    }
    pair.hits++;
    pair.scalars += scalars;
    if (pair.lags.length < maxLags) pair.lags.push(messages - sighting.message);
    pair.types.set(type, (pair.types.get(type) ?? 0) + 1);
  };

  return {
    sides,
    get messages() {
      return messages;
    },
    get lastTime() {
      return lastTime;
    },
    take(direction, type, scalars, time) {
      const mine = sides[direction];
      const theirs = sides[direction === 'sent' ? 'received' : 'sent'];
      const shape = scalars.map((each) => each.place).join(' ');
      messages++;
      mine.messages++;
      lastTime = time;
      for (const { place, value } of scalars) {
        const stats = statsOf(mine, place);
        if (!stats) continue;
        const key = `${value}`;
        count(stats, value, key, shape);
        const earlier = theirs.values.get(key);
        if (earlier) {
          for (const each of earlier) echo(theirs, each, place, type, scalars.length);
          // Small numbers meet by chance: what the other side used elsewhere is still this side's own here.
          if (typeof value !== 'number' || earlier.some((each) => each.place === place)) continue;
        }
        stats.own++;
        const known = mine.values.get(key);
        if (known?.some((each) => each.place === place)) continue;
        if (!known && mine.values.size >= maxValues) continue;
        const sighting: Sighting = { place, message: messages, time, type, echoes: new Set() };
        if (known) known.push(sighting);
        else mine.values.set(key, [sighting]);
        stats.sightings.push(sighting);
      }
    },
    takeListed(direction, type, listed) {
      const theirs = sides[direction === 'sent' ? 'received' : 'sent'];
      for (const { place, value } of listed) {
        const stats = statsOf(sides[direction], place);
        if (!stats) return;
        const key = `${value}`;
        count(stats, value, key, place);
        for (const each of theirs.values.get(key) ?? []) echo(theirs, each, place, type, 1);
      }
    },
  };
}

function statsOf(of: SideEvidence, place: Place): PlaceStats | null {
  let stats = of.places.get(place);
  if (!stats) {
    if (of.places.size >= maxPlaces) return null;
    stats = {
      messages: 0,
      own: 0,
      sightings: [],
      distinct: new Set(),
      shapes: new Map(),
      numbers: 0,
      byOne: 0,
      rising: 0,
      last: null,
    };
    of.places.set(place, stats);
  }
  return stats;
}

function count(stats: PlaceStats, value: string | number, key: string, shape: string): void {
  stats.messages++;
  const shapes = stats.shapes.get(key);
  if (shapes) {
    if (shapes.size < maxShapes) shapes.add(shape);
  } else if (stats.shapes.size < maxShapes) stats.shapes.set(key, new Set([shape]));
  if (stats.distinct.size < maxValues) stats.distinct.add(key);
  if (typeof value !== 'number') return;
  stats.numbers++;
  if (stats.last !== null) {
    if (value === stats.last + 1 || value === stats.last) stats.byOne++;
    if (value >= stats.last) stats.rising++;
  }
  stats.last = value;
}
