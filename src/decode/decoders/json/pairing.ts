import { createIdMap } from '../../../base/id-map.ts';
import type { Direction } from '../../../wire/fact.ts';
import type { JsonObject } from '../../json.ts';
import { keyIn, keyOf } from '../../key.ts';
import type { AnswersLink, AsksLink, CancelsLink } from '../../link.ts';
import { errorOf, errorOfAnswer } from './errors.ts';
import { outcomeFields } from './field-names.ts';
import type { Fields } from './fields.ts';
import { first } from './read-field.ts';
import type { Several } from './several-answers.ts';
import type { TypeTraits } from './type-traits.ts';

/** Ids remembered per direction; past this the oldest is forgotten and its answer reads as an orphan. */
const remembered = 20_000;
/** Ids named by one message; a hostile list must not be walked for ever. */
const mostListed = 10_000;
/** Of the server's messages of a type, those that the page has answered where they are questions. */
const callShare = 0.75;
/** What a person does with what was told, when they like: no answer that anybody waits for. */
const byHand = /(?:^|[._:/-]|mark|as)(?:read|seen|viewed)$/i;
/** Types that are told apart. */
const mostTypes = 1000;

type PairLink = AsksLink | AnswersLink | CancelsLink;

/** One id of one asker. */
interface Asked {
  open: boolean;
  readonly type: string;
  /** The question's type ends in a word for one (`execute_request`), so its answer's will too (`execute_reply`). */
  readonly call: boolean;
  /** Type of the final answer: a second message of this type is a duplicate, one of another type may be a new question. */
  answer: string;
  /** The answer only told that the question had come, or how it goes: the real one takes its place. */
  receipt: 'ack' | 'word' | null;
}

/**
 * Request and response by correlation id (domain.md §1). The same field may name a request, an answer or just an entity;
 * what it is here is told by what came before: an id that the other side used first is an answer.
 */
export interface Pairing {
  /** The link that the ids in `fields` make, or null. */
  link(message: JsonObject, fields: Fields, traits: TypeTraits, direction: Direction): PairLink | null;
  /** An answer to several at once: a link for each that is still open. Null where the list names anything else. */
  links(
    several: Several,
    message: JsonObject,
    fields: Fields,
    traits: TypeTraits,
    direction: Direction,
  ): readonly AnswersLink[] | null;
}

export function createPairing(): Pairing {
  const asked = {
    sent: createIdMap<Asked>(remembered),
    received: createIdMap<Asked>(remembered),
  };
  /** How often the page answered the server's messages of a type. */
  const calls = new Map<string, { asked: number; answered: number }>();
  /** Of the messages that answered at a place found by evidence. */
  const answering = new Set<string>();

  const answer = (
    key: string,
    request: Asked | undefined,
    message: JsonObject,
    fields: Fields,
    traits: TypeTraits,
    asker: Direction,
  ): AnswersLink => {
    if (asker === 'received' && request?.open && !byHand.test(fields.type)) {
      const called = calls.get(request.type);
      if (called) called.answered++;
    }
    const error =
      (fields.error || traits.error ? errorOf(message, traits) : null) ?? errorOfAnswer(message, fields.data);
    const real = traits.response || error !== null;
    const receipt = traits.ack || message.ack === true;
    const instead =
      request !== undefined &&
      !request.open &&
      (request.receipt === 'ack' ? !receipt : request.receipt !== null && real);
    const aside =
      request !== undefined && !request.open && !instead && !real && request.answer !== fields.type;
    const final = error !== null || (isFinal(message, fields, traits) && !aside);
    if (final && request) {
      request.open = false;
      request.answer = fields.type;
      request.receipt =
        instead || real ? null : receipt ? 'ack' : request.call && fields.type !== '' ? 'word' : null;
    }
    const link: { -readonly [Key in keyof AnswersLink]: AnswersLink[Key] } = { kind: 'answers', key, final };
    if (fields.scope !== '') link.scope = fields.scope;
    if (error) link.error = error;
    if (instead && final) link.instead = true;
    return link;
  };

  /**
   * Counts a message of the server's, and says whether it asks by those of its type: nearly all before were answered. A page also names ids of
   * what it was told: it reads, likes or deletes one in ten.
   */
  const countCall = (type: string): boolean => {
    let called = calls.get(type);
    if (!called) {
      called = { asked: 0, answered: 0 };
      if (calls.size < mostTypes) calls.set(type, called);
    }
    const { asked: times, answered } = called;
    called.asked++;
    return answered > 0 && answered >= times * callShare;
  };

  const cancel = (key: string, request: Asked, { scope }: Fields): CancelsLink => {
    request.open = false;
    return scope === '' ? { kind: 'cancels', key } : { kind: 'cancels', key, scope };
  };

  return {
    link(message, fields, traits, direction) {
      const asker = direction === 'sent' ? 'received' : 'sent';
      const mine = asked[direction];
      const theirs = asked[asker];
      if (fields.reply !== undefined) {
        const reply = keyOf(fields.reply);
        if (reply !== null) {
          const at = keyIn(fields.scope, reply);
          const request = theirs.get(at);
          const own = traits.cancel && !request ? mine.get(at) : undefined;
          if (own?.open) return cancel(reply, own, fields);
          // What is found by evidence holds for the messages that showed it, not for others that have something there.
          if (!fields.placedReply || request || answering.has(fields.type)) {
            if (fields.placedReply && answering.size < mostTypes) answering.add(fields.type);
            return answer(reply, request, message, fields, traits, asker);
          }
          if (fields.id === undefined) return null;
        }
      }
      const key = keyOf(fields.id);
      if (key === null) {
        const cancelled = traits.cancel ? keyOf(fields.data.id) : null;
        const own = cancelled === null ? undefined : mine.get(keyIn(fields.scope, cancelled));
        return cancelled !== null && own?.open ? cancel(cancelled, own, fields) : null;
      }
      const at = keyIn(fields.scope, key);
      const theirsNow = theirs.get(at);
      // JSON-RPC 2.0 §4: what has a method is a request, whatever else uses its id; unless it states an outcome as well.
      const call =
        (fields.method && !(theirsNow !== undefined && first(message, outcomeFields) !== undefined)) ||
        traits.request;
      if (theirsNow && (theirsNow.open || theirsNow.receipt !== null) && !call)
        return answer(key, theirsNow, message, fields, traits, asker);
      const mineNow = mine.get(at);
      if (!call) {
        const again =
          theirsNow !== undefined &&
          !theirsNow.open &&
          !mineNow?.open &&
          (theirsNow.answer === fields.type || fields.type === '');
        if (again || (traits.response && !mineNow?.open))
          return answer(key, theirsNow, message, fields, traits, asker);
        // A part or an end that was under way when the other side cancelled.
        if (theirsNow && !mineNow && (traits.partial || traits.ends)) return null;
      }
      if (mineNow && (traits.cancel || traits.ends)) {
        if (mineNow.open) return cancel(key, mineNow, fields);
        // Crossed the other side's own end: it asks nothing.
        if (traits.ends) return null;
      }
      mine.set(at, { open: true, type: fields.type, call: traits.request, answer: '', receipt: null });
      const tentative = direction === 'received' && !call && (!countCall(fields.type) || fields.numberAsks);
      const link: AsksLink = traits.longHeld
        ? { kind: 'asks', key, longHeld: true }
        : tentative
          ? { kind: 'asks', key, tentative }
          : { kind: 'asks', key };
      return fields.scope === '' ? link : { ...link, scope: fields.scope };
    },
    links({ ids, found }, message, fields, traits, direction) {
      const asker = direction === 'sent' ? 'received' : 'sent';
      const open = new Map<string, Asked>();
      for (const each of ids.slice(0, mostListed)) {
        const key = keyOf(each);
        const request = key === null ? undefined : asked[asker].get(keyIn(fields.scope, key));
        // Small numbers meet by chance: as names of things they say nothing of questions.
        const counts = typeof each === 'number' && !(traits.ack || traits.response || traits.error);
        if (key === null || (found === 'named' && (!request || counts))) return null;
        if (request?.open) open.set(key, request);
        else if (found === 'counted') return null;
      }
      const links: AnswersLink[] = [];
      for (const [key, request] of open) {
        links.push(answer(key, request, message, fields, traits, asker));
        // What one of them brings by itself takes the place of being listed.
        request.receipt ??= traits.error ? null : 'ack';
      }
      return links.length === 0 ? null : links;
    },
  };
}

const goesOn = /^(?:progress|processing|pending|partial|running|streaming|accepted|queued)$/i;

function isFinal(message: JsonObject, fields: Fields, traits: TypeTraits): boolean {
  if (fields.final !== null) return fields.final;
  if (fields.error && typeof message.status === 'string' && goesOn.test(message.status)) return false;
  if (!fields.part) return !traits.partial;
  const part = first(message, ['part', 'page', 'chunkIndex']);
  const of = first(message, ['of', 'parts', 'pages', 'totalParts']);
  if (typeof part === 'number' && typeof of === 'number') return part >= of;
  return !traits.partial;
}
