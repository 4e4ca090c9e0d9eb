import type { Direction } from '../../../wire/fact.ts';
import { isBytePlace, type Place, placeName } from '../../place.ts';
import { type Draft, directions, lay, opposite, type Sides, say } from './convention-draft.ts';
import type { Evidence, SideEvidence } from './evidence.ts';
import { isUsualAck, isUsualNumber } from './field-slots.ts';
import type { ChunkPlaces } from './infer-chunks.ts';
import { type Correlation, isCounter } from './infer-ids.ts';
import { hasWordsAt, type TypePlace, typePlace } from './infer-type.ts';
import { traitsOf } from './type-traits.ts';

/** Gives the places that chunks take. */
export function layChunks(
  chunks: Readonly<Record<Direction, ChunkPlaces | null>>,
  both: Draft,
  sides: Sides,
): ReadonlySet<Place | undefined> {
  const { sent, received } = chunks;
  const kinds = ['chunkIndex', 'chunkId', 'chunkData'] as const;
  const put = ({ convention, parts }: Draft, chunk: ChunkPlaces): void => {
    const because = `${Math.round(chunk.share * 100)} % of ${chunk.rows} chunks have the next number there`;
    for (const part of kinds) {
      const place = chunk[part];
      if (place === undefined) continue;
      convention[part] = place;
      say(parts, part, place, chunk.share, because);
    }
  };
  if (sent && received && kinds.some((part) => sent[part] !== received[part])) {
    put(sides.sent, sent);
    put(sides.received, received);
  } else if (sent ?? received) put(both, (sent ?? received)!);
  return new Set([sent, received].flatMap((each) => (each ? kinds.map((part) => each[part]) : [])));
}

/** Where one side counts and the other acknowledges: for both directions at once where they do it alike. */
export function layAcks(found: readonly Correlation[], evidence: Evidence, both: Draft, sides: Sides): void {
  const [acks] = found;
  if (!acks) return;
  const back = found.find((each) => each.asker !== acks.asker);
  const same =
    back === undefined
      ? !numbersElsewhere(evidence.sides[opposite[acks.asker]], acks.asked)
      : back.asked === acks.asked && back.answered === acks.answered && back.kind === acks.kind;
  if (!same) {
    for (const each of back ? [acks, back] : [acks]) {
      const other = sides[opposite[each.asker]];
      lay(sides[each.asker], 'seq', each.asked, each);
      lay(other, 'ack', each.answered, each);
      if (each.kind === 'up-to') other.convention.ackMeans = 'up-to';
    }
    return;
  }
  const { convention, parts } = both;
  say(parts, 'seq', acks.asked, acks.share, acks.because);
  say(parts, 'ack', acks.answered, acks.share, acks.because);
  if (!isUsualNumber(placeName(acks.asked)) || acks.asked.lastIndexOf('/') > 0) convention.seq = acks.asked;
  const { ackType = '' } = acks;
  const ackWord = ackType !== '' && traitsOf(ackType).ack;
  const byName =
    ackWord &&
    acks.asked.lastIndexOf('/') === 0 &&
    acks.answered.lastIndexOf('/') === 0 &&
    (isUsualAck(placeName(acks.answered)) || isUsualNumber(placeName(acks.answered)));
  if (!byName && acks.answered !== acks.asked) {
    convention.ack = acks.answered;
    if (acks.kind === 'up-to') convention.ackMeans = 'up-to';
  } else if (acks.answered === acks.asked && !ackWord && ackType !== '') convention.ackType = ackType;
}

/** Whether a side counts at a usual place, and not at this one. */
function numbersElsewhere(side: SideEvidence, place: Place): boolean {
  if (side.places.has(place)) return false;
  for (const [each, stats] of side.places)
    if (each.lastIndexOf('/') === 0 && isUsualNumber(placeName(each)) && isCounter(stats)) return true;
  return false;
}

/** One place for both directions, unless one side's messages have nothing there and a place of their own. */
export function layTypes(
  evidence: Evidence,
  taken: ReadonlySet<Place | undefined>,
  both: Draft,
  sides: Sides,
): void {
  const put = ({ convention, parts }: Draft, { place, share, because, byName }: TypePlace): void => {
    if (isBytePlace(place)) return;
    say(parts, 'type', place, share, because);
    if (!byName) convention.type = place;
  };
  const common = typePlace([evidence.sides.sent, evidence.sides.received], taken);
  const own = (side: Direction): TypePlace | null => {
    const messages = evidence.sides[side];
    return common && messages.places.has(common.place) ? null : typePlace([messages], taken);
  };
  const found = { sent: own('sent'), received: own('received') };
  const [only] = directions.filter((side) => found[side]);
  if (common && !found.sent && !found.received) put(both, common);
  // What one side says of most messages the other says of a few: its answers have no type.
  else if (
    !common &&
    only &&
    !found[opposite[only]] &&
    hasWordsAt(evidence.sides[opposite[only]], found[only]!.place)
  )
    put(both, found[only]!);
  else if (found.sent && found.received && found.sent.place === found.received.place) put(both, found.sent);
  else
    for (const side of directions) {
      const place = found[side] ?? common;
      if (place) put(sides[side], place);
    }
}
