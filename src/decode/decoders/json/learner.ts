import { isBytes } from '../../../base/bytes.ts';
import type { Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import { type Convention, type ConventionPart, type FoundPart, sameConvention } from '../../convention.ts';
import type { Learner } from '../../decoder.ts';
import { isObject, type JsonObject, looksLikeJson } from '../../json.ts';
import { isBytePlace, type Place, placeName } from '../../place.ts';
import { createEvidence, type Evidence, type PlaceStats } from './evidence.ts';
import { first, isUsualAck, isUsualId, isUsualNest, isUsualNumber, isUsualType } from './fields.ts';
import { type ChunkPlaces, createChunkEvidence } from './infer-chunks.ts';
import { type Correlation, correlations, isCounter } from './infer-ids.ts';
import { scalarsOf } from './scalars.ts';
import { createTypeTraits, traitsOf } from './type-traits.ts';

/** Messages after which the evidence is weighed; past the last one an endpoint is known or will not be. */
const checkpoints = [6, 8, 12, 16, 24, 40, 64, 100, 160, 256, 400, 600];
/** A convention that keeps changing is none. */
const maxChanges = 6;
/** Payloads larger than this are content; their ids are found in the others. */
const readCap = 256 * 1024;

type Parts = Partial<Record<ConventionPart, FoundPart>>;

/** Watches the first messages of an endpoint and finds out what its ids, numbers and chunks are (docs/decisions/0005). */
export function createLearner(): Learner {
  const evidence = createEvidence();
  const chunks = { sent: createChunkEvidence(), received: createChunkEvidence() };
  const traitsOf = createTypeTraits();
  let messages = 0;
  let changes = 0;
  let learned: Convention = {};
  let parts: Parts = {};
  let over = false;

  const takeMessage = (direction: Direction, message: unknown, time: number): void => {
    const type = typeIn(message);
    const traits = traitsOf(type);
    // Heartbeats echo their time, and stages of a transfer are read by name.
    if (traits.beat) return;
    const scalars = scalarsOf(message);
    if (!traits.staged) chunks[direction].text(scalars, message);
    evidence.take(direction, type, scalars, time);
    messages++;
  };

  const take = (frame: Frame): void => {
    const { data, direction, time } = frame;
    if (isBytes(data)) {
      chunks[direction].binary(data);
      evidence.take(direction, 'binary', scalarsOf(data), time);
      messages++;
      return;
    }
    if (typeof data !== 'string' || data.length > readCap || !looksLikeJson(data)) return;
    let value: unknown;
    try {
      value = JSON.parse(data);
    } catch {
      return;
    }
    if (Array.isArray(value) && value.length > 0 && value.every(isObject))
      for (const each of value) takeMessage(direction, each, time);
    else takeMessage(direction, value, time);
  };

  const weigh = (): boolean => {
    const found = infer(evidence, { sent: chunks.sent.infer(), received: chunks.received.infer() }, parts);
    parts = found.parts;
    if (sameConvention(found.convention, learned) || changes >= maxChanges) return false;
    learned = found.convention;
    changes++;
    return true;
  };

  return {
    get convention() {
      return learned;
    },
    get parts() {
      return parts;
    },
    get messages() {
      return messages;
    },
    get over() {
      return over;
    },
    observe(frame) {
      if (over) return false;
      const before = messages;
      take(frame);
      if (messages >= checkpoints.at(-1)!) over = true;
      return checkpoints.some((each) => before < each && messages >= each) && weigh();
    },
    conclude: () => !over && messages > 0 && weigh(),
  };
}

interface Inferred {
  readonly convention: Convention;
  readonly parts: Parts;
}

function infer(
  evidence: Evidence,
  chunks: Readonly<Record<Direction, ChunkPlaces | null>>,
  before: Parts,
): Inferred {
  const found = correlations(evidence);
  const convention: { -readonly [Part in keyof Convention]: Convention[Part] } = {};
  const parts: Parts = {};
  const say = (part: ConventionPart, place: Place | null, confidence: number, because: string): void => {
    parts[part] = { place, by: 'evidence', confidence, because };
  };

  const chunk = chunks.sent ?? chunks.received;
  if (chunk) {
    const because = `${Math.round(chunk.share * 100)} % of ${chunk.rows} chunks have the next number there`;
    for (const part of ['chunkIndex', 'chunkId', 'chunkData'] as const) {
      const place = chunk[part];
      if (place === undefined) continue;
      convention[part] = place;
      say(part, place, chunk.share, because);
    }
  }
  const ofChunk = new Set<Place | undefined>(chunk ? [chunk.chunkId, chunk.chunkIndex, chunk.chunkData] : []);

  const ids = preferred(
    found.filter((each) => each.kind === 'exchange' && !ofChunk.has(each.asked)),
    before.requestId?.place,
  );
  if (ids) {
    say('requestId', ids.asked, ids.share, ids.because);
    say('responseId', ids.answered, ids.share, ids.because);
    if (!readByName(ids, evidence)) {
      convention.requestId = ids.asked;
      convention.responseId = ids.answered;
    }
  } else {
    const idle = entityId(evidence);
    if (idle) {
      convention.requestId = null;
      say('requestId', null, 0.9, idle);
    }
  }

  const acks = found.find((each) => each.kind !== 'exchange' && each.asked !== ids?.asked);
  if (acks) {
    say('seq', acks.asked, acks.share, acks.because);
    say('ack', acks.answered, acks.share, acks.because);
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

  const type = typePlace(evidence, new Set([ids?.asked, ids?.answered, ...ofChunk]));
  if (type && !isBytePlace(type.place)) {
    say('type', type.place, type.share, type.because);
    if (!type.byName) convention.type = type.place;
  }
  return { convention, parts: { ...named(evidence), ...parts } };
}

/** The best one, unless the one found before is nearly as good: a verdict should not flicker. */
function preferred(found: readonly Correlation[], before: Place | null | undefined): Correlation | undefined {
  const [best] = found;
  const same = found.find((each) => each.asked === before);
  return best && same && best.score - same.score < 0.1 ? same : best;
}

/** Whether the names of docs/protocols.md lead to the same places, so that nothing has to be laid down. */
function readByName(found: Correlation, evidence: Evidence): boolean {
  if (found.answered !== found.asked || !hasUsualPlace(found.asked)) return false;
  const places = [...evidence.sides[found.asker].places.keys()];
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

function typePlace(
  evidence: Evidence,
  taken: ReadonlySet<Place | undefined>,
): { place: Place; share: number; byName: boolean; because: string } | null {
  const { sent, received } = evidence.sides;
  const total = sent.messages + received.messages;
  let best: { place: Place; share: number; byName: boolean; because: string } | null = null;
  const places = new Set([...sent.places.keys(), ...received.places.keys()]);
  for (const place of places) {
    if (taken.has(place)) continue;
    const both = [sent.places.get(place), received.places.get(place)].filter((each) => each !== undefined);
    const messages = both.reduce((sum, each) => sum + each.messages, 0);
    const values = new Set(both.flatMap((each) => [...each.distinct]));
    const share = messages / total;
    const byName = place.lastIndexOf('/') === 0 && isUsualType(placeName(place));
    const name = placeName(place);
    const words = [...values].every((each) => /^[A-Za-z][\w.:/$-]*$/.test(each));
    // In an array places have no names and a type is one word among few; in an object it repeats more.
    const few = Math.max(3, messages * (/^\/\d$/.test(place) ? 0.75 : 0.4));
    if (!words || isUsualId(name) || isUsualNumber(name)) continue;
    if (!byName && (values.size < 2 || values.size > few || messages < 6)) continue;
    if (
      share < 0.5 ||
      (!byName && place.lastIndexOf('/') >= 0 && !/^\/\d$/.test(place) && !tellsShapes(both))
    )
      continue;
    const better =
      !best ||
      (byName && !best.byName) ||
      (byName === best.byName && place.split('/').length < best.place.split('/').length);
    if (better && !(best?.byName && !byName))
      best = {
        place,
        share,
        byName,
        because: `${values.size} words at ${place} in ${messages} of ${total} messages`,
      };
  }
  return best;
}

/** Whether messages look different from value to value and alike within one, as those of a type do: a user's name tells nothing of that. */
function tellsShapes(both: readonly PlaceStats[]): boolean {
  const byValue = new Map<string, Set<string>>();
  for (const { shapes } of both)
    for (const [value, seen] of shapes) {
      const all = byValue.get(value) ?? new Set();
      for (const shape of seen) all.add(shape);
      byValue.set(value, all);
    }
  const shapes = new Set([...byValue.values()].flatMap((each) => [...each]));
  const pairs = [...byValue.values()].reduce((sum, each) => sum + each.size, 0);
  return shapes.size > 1 && pairs <= byValue.size * 1.5 && shapes.size > byValue.size / 3;
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

const typeNames = ['type', 'event', 'action', 'method', 'op', 'cmd', 'command', 'kind', 'msg', 't', 'e'];

function typeIn(message: unknown): string {
  if (isObject(message)) {
    const type = first(message as JsonObject, typeNames);
    return typeof type === 'string' ? type : '';
  }
  if (!Array.isArray(message)) return '';
  const word = message.find((each) => typeof each === 'string' && /^[A-Za-z][\w.:/-]*$/.test(each));
  return typeof word === 'string' ? word : '';
}
