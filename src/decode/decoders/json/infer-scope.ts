import type { Direction } from '../../../wire/fact.ts';
import { keyIn } from '../../key.ts';
import type { Place } from '../../place.ts';
import type { Scalar } from './scalars.ts';

/** Messages that are remembered. */
const remembered = 300;
/** Ids used again while nothing had answered them, at the least. */
const enough = 2;
/** Questions in a scope, on the average, at the least: a value that is always another tells nothing apart. */
const perScope = 3;

/** A place that tells apart questions which wait under the same id, and at which their answers name it. */
export interface ScopePlace {
  readonly ids: IdPlaces;
  readonly place: Place;
  /** 0 to 1, of the questions that were answered within it. */
  readonly share: number;
  readonly because: string;
}

/** Where one side's ids stand, and where the other's answers repeat them. */
export interface IdPlaces {
  readonly asker: Direction;
  readonly asked: Place;
  readonly answered: Place;
}

/** Watches the messages of both directions. */
export interface ScopeEvidence {
  take(direction: Direction, scalars: readonly Scalar[]): void;
  /** Null where no id waits twice, or where nothing tells the two apart. */
  infer(ids: IdPlaces): ScopePlace | null;
}

interface Row {
  readonly direction: Direction;
  readonly scalars: readonly Scalar[];
}

interface Outcome {
  asked: number;
  /** Questions under an id that waits already. */
  reused: number;
  answered: number;
  /** Answers under an id that nobody waits for. */
  orphans: number;
}

/**
 * Several sessions over one connection may each count their ids from 1: `{"sessionId": "A", "id": 1}` and `{"sessionId": "B", "id": 1}`
 * wait side by side (the Chrome DevTools Protocol with several targets). Which place names the session is tried out: with it no id waits
 * twice, and answers find a question that went without one.
 */
export function createScopeEvidence(): ScopeEvidence {
  const rows: Row[] = [];
  return {
    take(direction, scalars) {
      if (rows.length < remembered) rows.push({ direction, scalars });
    },
    infer(ids) {
      const without = tryOut(rows, ids, null);
      if (without.reused < enough) return null;
      for (const place of candidates(rows, ids)) {
        const within = tryOut(rows, ids, place);
        if (within.reused > 0 || within.orphans > without.orphans) continue;
        if (within.answered < without.answered + enough) continue;
        return {
          ids,
          place,
          share: within.answered / within.asked,
          because: `${without.reused} ids were used again while they waited, each time with another value at ${place}, which the answers repeat: ${within.answered} find their question with it, ${without.answered} without`,
        };
      }
      return null;
    },
  };
}

const valueAt = ({ scalars }: Row, place: Place): string | undefined => {
  const value = scalars.find((each) => each.place === place)?.value;
  return value === undefined ? undefined : `${value}`;
};

function tryOut(rows: readonly Row[], { asker, asked, answered }: IdPlaces, scope: Place | null): Outcome {
  const waiting = new Set<string>();
  const outcome: Outcome = { asked: 0, reused: 0, answered: 0, orphans: 0 };
  for (const row of rows) {
    const asks = row.direction === asker;
    const id = valueAt(row, asks ? asked : answered);
    if (id === undefined) continue;
    const key = keyIn(scope === null ? undefined : valueAt(row, scope), id);
    if (asks) {
      outcome.asked++;
      if (waiting.has(key)) outcome.reused++;
      waiting.add(key);
    } else if (waiting.delete(key)) outcome.answered++;
    else outcome.orphans++;
  }
  return outcome;
}

/** Places that questions and answers share and whose values come again and again; those with the fewest first. */
function candidates(rows: readonly Row[], { asker, asked, answered }: IdPlaces): readonly Place[] {
  const places = new Map<Place, { readonly values: Set<string>; answers: number }>();
  let questions = 0;
  for (const row of rows) {
    const asks = row.direction === asker;
    if (valueAt(row, asks ? asked : answered) === undefined) continue;
    if (asks) questions++;
    for (const { place, value } of row.scalars) {
      if (place === asked || place === answered) continue;
      let seen = places.get(place);
      if (!seen) {
        seen = { values: new Set(), answers: 0 };
        places.set(place, seen);
      }
      if (asks) seen.values.add(`${value}`);
      else seen.answers++;
    }
  }
  return [...places]
    .filter(([, { values, answers }]) => answers >= enough && values.size > 0)
    .filter(([, { values }]) => values.size * perScope <= questions)
    .sort(([, one], [, other]) => one.values.size - other.values.size)
    .map(([place]) => place);
}
