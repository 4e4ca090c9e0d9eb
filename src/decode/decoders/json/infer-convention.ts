import type { Direction } from '../../../wire/fact.ts';
import type { Convention, ConventionPart, FoundConvention, FoundPart } from '../../convention.ts';
import { isBytePlace, type Place, placeName } from '../../place.ts';
import { directions, draft, lay, opposite, type Parts, say } from './convention-draft.ts';
import type { Evidence, SideEvidence } from './evidence.ts';
import { isUsualAck, isUsualId, isUsualNest, isUsualNumber } from './field-slots.ts';
import type { ChannelPlace } from './infer-channel.ts';
import type { ChunkPlaces } from './infer-chunks.ts';
import { type Correlation, correlations, isCounter } from './infer-ids.ts';
import type { IdPlaces, ScopeEvidence, ScopePlace } from './infer-scope.ts';
import { layAcks, layChunks, layTypes } from './lay-parts.ts';

export interface Inferred extends FoundConvention {
  /** What goes beyond the usual names. */
  readonly convention: Convention;
}

/**
 * Weighs the evidence. One convention for both directions where that will do; what the page and the server do each in their own way is
 * laid down for each.
 */
export function infer(
  evidence: Evidence,
  chunks: Readonly<Record<Direction, ChunkPlaces | null>>,
  channels: Readonly<Record<Direction, ChannelPlace | null>>,
  scopes: ScopeEvidence,
  before: FoundConvention,
): Inferred {
  const found = correlations(evidence);
  const both = draft();
  const sides = { sent: draft(), received: draft() };

  const ofChunk = layChunks(chunks, both, sides);
  const acknowledged = (each: Correlation): boolean =>
    found.some(
      (other) =>
        other.kind !== 'exchange' &&
        other.asker === each.asker &&
        other.asked === each.asked &&
        (isUsualNumber(placeName(each.asked)) ||
          isUsualAck(placeName(other.answered)) ||
          (other.answered === each.asked && other.answered !== each.answered)),
    );
  // A number that is acknowledged asks nothing, also where another counter runs beside it.
  const exchanges = found.filter(
    (each) => each.kind === 'exchange' && !ofChunk.has(each.asked) && !acknowledged(each),
  );
  const ids = preferred(exchanges, [before.parts, before.sides.sent, before.sides.received]);
  const back = ids && askedBack(exchanges, ids, evidence);
  if (ids && back) {
    for (const each of [ids, back]) {
      lay(sides[each.asker], 'requestId', each.asked, each);
      lay(sides[opposite[each.asker]], 'responseId', each.answered, each);
    }
  } else if (ids) {
    const { convention, parts } = both;
    say(parts, 'requestId', ids.asked, ids.share, ids.because);
    say(parts, 'responseId', ids.answered, ids.share, ids.because);
    if (!readByName(ids, evidence)) {
      convention.requestId = ids.asked;
      convention.responseId = ids.answered;
    }
  }
  const scope = scopeOf([ids, back], evidence, scopes);
  if (scope) {
    const { place, because, share, ids: places } = scope;
    both.convention.scope = place;
    say(both.parts, 'scope', place, share, because);
    if (!ids) {
      const found = `${Math.round(share * 100)} % of the values at ${places.asked} came back at ${places.answered}, within their scope`;
      say(both.parts, 'requestId', places.asked, share, found);
      say(both.parts, 'responseId', places.answered, share, found);
    }
  } else if (!ids) {
    const idle = entityId(evidence);
    if (idle) {
      both.convention.requestId = null;
      say(both.parts, 'requestId', null, 0.9, idle);
    }
  }

  for (const side of directions) {
    const channel = channels[side];
    // Acks would have to name the channel at their own place.
    if (!channel || found.some((each) => each.kind !== 'exchange' && each.asker === side)) continue;
    sides[side].convention.channel = channel.place;
    say(sides[side].parts, 'channel', channel.place, 1, channel.because);
  }
  const taken = new Set([ids?.asked, back?.asked]);
  layAcks(
    found.filter((each) => each.kind !== 'exchange' && !taken.has(each.asked)),
    evidence,
    both,
    sides,
  );
  layTypes(
    evidence,
    new Set([ids?.asked, ids?.answered, back?.asked, back?.answered, ...ofChunk]),
    both,
    sides,
  );

  const parts: Parts = { ...named(evidence), ...both.parts };
  for (const side of directions) for (const part in sides[side].parts) delete parts[part as ConventionPart];
  const own = (side: Direction) =>
    Object.keys(sides[side].convention).length > 0 && { [side]: sides[side].convention };
  return {
    convention: { ...both.convention, ...own('sent'), ...own('received') },
    parts,
    sides: { sent: sides.sent.parts, received: sides.received.parts },
  };
}

/**
 * How the other side asks, where it does so at other places. What comes within an answer, or goes out with a request, is data that
 * comes back with its id and asks nothing.
 */
function askedBack(
  exchanges: readonly Correlation[],
  ids: Correlation,
  evidence: Evidence,
): Correlation | undefined {
  const theirs = exchanges.filter((each) => each.asker !== ids.asker);
  if (theirs.some((each) => each.asked === ids.asked && each.answered === ids.answered)) return undefined;
  const asker = evidence.sides[ids.asker];
  const other = evidence.sides[opposite[ids.asker]];
  return theirs.find(
    (each) => !goWith(other, each.asked, ids.answered) && !goWith(asker, each.answered, ids.asked),
  );
}

/** Whether most messages that have a value at one place have one at another as well. */
function goWith(side: SideEvidence, place: Place, other: Place): boolean {
  if (place === other) return false;
  let together = 0;
  let all = 0;
  for (const shapes of side.places.get(place)?.shapes.values() ?? [])
    for (const shape of shapes) {
      all++;
      if (` ${shape} `.includes(` ${other} `)) together++;
    }
  return together > all / 2;
}

/** What the ids of the page, or else of the server, are counted in. */
function scopeOf(
  found: readonly (Correlation | undefined)[],
  evidence: Evidence,
  scopes: ScopeEvidence,
): ScopePlace | null {
  for (const asker of directions) {
    const ids: IdPlaces | null = found.find((each) => each?.asker === asker) ?? usualIds(asker, evidence);
    const scope = ids && scopes.infer(ids);
    if (scope) return scope;
  }
  return null;
}

/** Ids under a usual name that both sides have at one place. */
function usualIds(asker: Direction, { sides }: Evidence): IdPlaces | null {
  const theirs = sides[opposite[asker]].places;
  for (const place of sides[asker].places.keys())
    if (hasUsualPlace(place) && theirs.has(place)) return { asker, asked: place, answered: place };
  return null;
}

/** The best one, unless the one found before is nearly as good: a verdict should not flicker. */
function preferred(found: readonly Correlation[], before: readonly Parts[]): Correlation | undefined {
  const [best] = found;
  const same = found.find((each) => before.some(({ requestId }) => requestId?.place === each.asked));
  return best && same && best.score - same.score < 0.1 ? same : best;
}

/** Whether the names of docs/protocols.md lead to the same places, so that nothing has to be laid down. */
function readByName(found: Correlation, evidence: Evidence): boolean {
  if (found.answered !== found.asked || !hasUsualPlace(found.asked)) return false;
  // Another usual name may stand beside it: in the question, or in the answer, which then has an id of its own.
  const { sent, received } = evidence.sides;
  const places = [...sent.places.keys(), ...received.places.keys()];
  return !places.some((place) => place !== found.asked && hasUsualPlace(place));
}

/** `/id`, `/requestId`, `/meta/id`, `/headers/x-request-id` … */
function hasUsualPlace(place: Place): boolean {
  const steps = place.split('/').length - 1;
  if (isBytePlace(place) || !isUsualId(placeName(place))) return false;
  return steps === 1 || (steps === 2 && isUsualNest(place.slice(1, place.lastIndexOf('/'))));
}

/** Ids by name that name things, not questions: the same few again and again, and nobody answers. */
function entityId(evidence: Evidence): string | null {
  for (const [place, stats] of evidence.sides.sent.places) {
    if (place !== '/id' || stats.messages < 12) continue;
    if (stats.distinct.size <= stats.messages * 0.25)
      return `the page uses ${stats.distinct.size} values at ${place} over and over (${stats.messages} messages): they name things, not questions`;
  }
  return null;
}

/** What goes by name while nothing came back yet: it is shown, with how little speaks for it. */
function named(evidence: Evidence): Parts {
  const parts: Parts = {};
  for (const side of [evidence.sides.sent, evidence.sides.received])
    for (const [place, stats] of side.places) {
      const name = placeName(place);
      if (place.lastIndexOf('/') !== 0) continue;
      if (parts.requestId === undefined && isUsualId(name))
        parts.requestId = byName(place, `${place} is a usual name; no value came back so far`);
      if (parts.seq === undefined && isUsualNumber(name) && stats.numbers > 0)
        parts.seq = byName(place, isCounter(stats) ? `${place} counts up` : `${place} is a usual name`);
    }
  return parts;
}

const byName = (place: Place, because: string): FoundPart => ({
  place,
  by: 'name',
  confidence: 0.3,
  because,
});
