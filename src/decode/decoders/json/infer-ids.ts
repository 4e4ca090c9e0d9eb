import type { Direction } from '../../../wire/fact.ts';
import { isBytePlace, type Place, placeName } from '../../place.ts';
import type { Evidence, PairStats, PlaceStats, SideEvidence } from './evidence.ts';
import { isUsualAck, isUsualId, isUsualNumber, isUsualUpTo } from './field-slots.ts';
import { traitsOf } from './type-traits.ts';

/** A place whose values come back at another, and how sure that is. */
export interface Correlation {
  readonly asker: Direction;
  readonly asked: Place;
  readonly answered: Place;
  readonly kind: 'exchange' | 'one' | 'up-to';
  /** 0 to 1, of what could have come back by now. */
  readonly share: number;
  readonly score: number;
  readonly because: string;
  /** Type of the messages that acknowledge, where they have one and only one. */
  readonly ackType?: string;
}

/** A question younger than this may still be answered. */
const patience = 5_000;
const acceptedShare = 0.8;

/** All pairs of places that stand the tests, best first. */
export function correlations(evidence: Evidence): readonly Correlation[] {
  const found: Correlation[] = [];
  for (const asker of ['sent', 'received'] as const)
    for (const pair of evidence.sides[asker].pairs.values()) {
      const correlation = judge(evidence, asker, pair);
      if (correlation) found.push(correlation);
    }
  return found.sort((one, other) => other.score - one.score);
}

function judge(evidence: Evidence, asker: Direction, pair: PairStats): Correlation | null {
  const side = evidence.sides[asker];
  const other = evidence.sides[asker === 'sent' ? 'received' : 'sent'];
  const asked = side.places.get(pair.asked);
  const answered = other.places.get(pair.answered);
  if (!asked || !answered) return null;
  const counter = isCounter(asked);
  const usualId = isUsualId(placeName(pair.asked));
  const usualAck = isUsualNumber(placeName(pair.asked)) || isUsualUpTo(placeName(pair.answered));
  if (pair.hits < (isRandom(asked) ? 2 : usualId || usualAck ? 3 : counter ? 4 : 5)) return null;
  // A room, a user or a session comes back too, but it is used again and again.
  const unique = asked.sightings.length / Math.max(1, asked.own);
  if (unique < 0.5) return null;
  // Ahead of the asker at times: two counters that have nothing to do with each other.
  const ahead = other.pairs.get(`${pair.answered} ${pair.asked}`)?.hits ?? 0;
  if (ahead > (pair.hits + ahead) * 0.1 && counter) return null;

  const { share, considered } = shareOf(asked, pair.answered, evidence.lastTime);
  const upTo = counter && isUpTo(asked, answered, pair) && (isNamedAck(pair) || isBare(pair));
  // {seq: 3} … {ack: 3} says so by its names, however few there are.
  const saysSo = isUsualNumber(placeName(pair.asked)) && isUsualAck(placeName(pair.answered));
  const acks = saysSo || (counter && (upTo || isAckLike(pair, side)));
  if (acks && share < acceptedShare && !upTo) return null;
  // What acknowledges is not acknowledged: the other side builds upon the number that it was told.
  if (acks && asked.sightings.filter(({ type }) => traitsOf(type).ack).length > asked.sightings.length / 2)
    return null;
  if (!acks && share < (usualId ? 0.5 : acceptedShare)) return null;
  if (counter && isCounter(answered) && !usualId && fallsBehind(pair)) return null;
  if (!acks && counter && isCounter(answered) && !usualId && answered.messages >= other.messages * 0.98)
    return null;
  if (!acks && isUsualNumber(placeName(pair.asked)) && pair.asked === pair.answered) return null;
  // A counter of the other side's own, which runs into what was asked elsewhere.
  if (!counter && isCounter(answered) && !usualId) return null;
  // Servers that ask by a number call it one; a version that the page builds upon comes back as well.
  if (!acks && counter && asker === 'received' && !usualId && !usualAck) return null;

  const score =
    Math.min(1, share) * unique +
    Math.min(0.2, pair.hits / 100) +
    preference(pair.asked, counter) +
    preference(pair.answered, counter) / 2 +
    (pair.asked === pair.answered ? 0.05 : 0);
  const who = asker === 'sent' ? 'page' : 'server';
  const lag = Math.round(pair.lags.reduce((sum, each) => sum + each, 0) / Math.max(1, pair.lags.length));
  const because = upTo
    ? `${pair.hits} of the ${answered.distinct.size} values at ${pair.answered} are numbers that the ${who} used at ${pair.asked}; they only rise and leave out ${reached(asked, pair) - pair.hits}`
    : `${pair.hits} of ${considered} values that the ${who} used at ${pair.asked} came back at ${pair.answered}, about ${lag} messages later`;
  return {
    asker,
    asked: pair.asked,
    answered: pair.answered,
    kind: acks ? (upTo ? 'up-to' : 'one') : 'exchange',
    share: Math.min(1, share),
    score,
    because,
    ...(acks && { ackType: soleType(pair) }),
  };
}

/** The one type of nearly all messages that repeat values, or ''. */
function soleType(pair: PairStats): string {
  for (const [type, count] of pair.types) if (count >= pair.hits * 0.9) return type;
  return '';
}

/** Hits among what could have been answered: of types that are answered at all, and not asked just now. */
function shareOf(
  asked: PlaceStats,
  answered: Place,
  now: number,
): { readonly share: number; readonly considered: number } {
  const answeredTypes = new Set<string>();
  let hits = 0;
  for (const each of asked.sightings) {
    if (!each.echoes.has(answered)) continue;
    answeredTypes.add(each.type);
    hits++;
  }
  const considered = asked.sightings.filter(
    (each) => each.echoes.has(answered) || (answeredTypes.has(each.type) && now - each.time > patience),
  ).length;
  return { share: hits / Math.max(1, considered), considered };
}

export const isCounter = (stats: PlaceStats): boolean =>
  stats.numbers >= 4 && stats.numbers >= stats.messages * 0.9 && stats.byOne >= (stats.numbers - 1) * 0.8;

/** Cumulative acks: they only rise, name numbers that were used, and leave some out. */
function isUpTo(asked: PlaceStats, answered: PlaceStats, pair: PairStats): boolean {
  if (isUsualUpTo(placeName(pair.answered))) return true;
  const risesOnly = answered.numbers >= 3 && answered.rising >= answered.numbers - 1;
  const known = pair.hits >= answered.distinct.size * 0.9;
  return risesOnly && known && pair.hits >= 3 && pair.hits <= reached(asked, pair) * 0.75;
}

/** Values up to the last one that came back: what is younger may come back yet. */
const reached = (asked: PlaceStats, { answered }: PairStats): number =>
  asked.sightings.findLastIndex((each) => each.echoes.has(answered)) + 1;

/** Named like acks, or short messages of one type that carry little but the number. */
function isAckLike(pair: PairStats, asker: SideEvidence): boolean {
  if (isNamedAck(pair)) return true;
  if (isUsualId(placeName(pair.asked))) return false;
  const bare = pair.types.size === 1 && isBare(pair);
  const askedTypes = new Set(asker.places.get(pair.asked)?.sightings.map((each) => each.type));
  return bare && askedTypes.size > 1;
}

function isNamedAck(pair: PairStats): boolean {
  if (isUsualAck(placeName(pair.answered)) || isUsualUpTo(placeName(pair.answered))) return true;
  let acks = 0;
  for (const [type, count] of pair.types) if (traitsOf(type).ack) acks += count;
  return acks >= pair.hits * 0.8;
}

/** Little but the number and a type: a message that carries more builds upon what it names, and acknowledges at best in passing. */
const isBare = (pair: PairStats): boolean => pair.scalars <= pair.hits * 2;

/** Two counters of which one is slower: what looks like an answer comes later and later. */
function fallsBehind(pair: PairStats): boolean {
  const early = pair.lags.slice(0, Math.ceil(pair.lags.length / 4));
  const late = pair.lags.slice(-early.length);
  const mean = (lags: readonly number[]): number =>
    lags.reduce((sum, each) => sum + each, 0) / Math.max(1, lags.length);
  return mean(late) > mean(early) * 2 + 3;
}

/** Values that nobody repeats by chance: long, with digits in them, and not a number. */
function isRandom(stats: PlaceStats): boolean {
  if (stats.numbers > 0) return false;
  let random = 0;
  let looked = 0;
  for (const value of stats.distinct) {
    if (looked++ >= 20) break;
    if (value.length >= 8 && /\d/.test(value)) random++;
  }
  return random >= looked * 0.8;
}

const clock = /^(?:ts|time|timestamp|at|date|now|t[01]|sent_?at|created_?at|expires?)$/i;

/** Names and depth: a nudge between places whose values come back alike. */
function preference(place: Place, counter: boolean): number {
  const name = placeName(place);
  if (isBytePlace(place)) return 0.02 * Math.min(8, Number(/-(\d+)/.exec(place)?.[1] ?? 0));
  const depth = place.split('/').length - 2;
  const named = isUsualId(name) || /(?:id|ref|token|correlation|nonce)$/i.test(name);
  return (
    (isUsualId(name) ? 0.3 : named ? 0.15 : 0) -
    (clock.test(name) ? 0.4 : 0) -
    (isUsualNumber(name) && !counter ? 0.1 : 0) -
    depth * 0.04
  );
}
