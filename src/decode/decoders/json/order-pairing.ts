import type { Direction } from '../../../wire/fact.ts';
import type { JsonObject } from '../../json.ts';
import type { AnswersLink, AsksLink } from '../../link.ts';
import { errorOf, errorOfAnswer } from './errors.ts';
import type { Fields } from './fields.ts';
import type { TypeTraits } from './type-traits.ts';

/** Questions of one type that are followed before the first answer says that they are questions. */
const patience = 8;
/** Types that are told apart; a protocol that puts data into its types has no pairs of names. */
const mostTypes = 1000;

/** Questions of one side that have the same name. */
interface Asked {
  /** Type of the first, which begins their keys. */
  readonly type: string;
  count: number;
  /** How far they are followed: what is behind has no exchange. */
  followed: number;
  answered: number;
  /** Was answered with something else than an error: each of them expects an answer. */
  known: boolean;
  /** Was answered with an error. */
  failed: boolean;
}

/**
 * Request and response without ids, by their names: `login.request` and `login.response`, `getRooms` and `getRooms:result`, `JOIN` and
 * `JOIN_ACK` or `JOIN_FAIL`. The first answer is to the first question, which holds as long as the other side answers in order.
 */
export interface OrderPairing {
  link(
    message: JsonObject,
    fields: Fields,
    traits: TypeTraits,
    direction: Direction,
  ): AsksLink | AnswersLink | null;
}

export function createOrderPairing(): OrderPairing {
  const asked = { sent: new Map<string, Asked>(), received: new Map<string, Asked>() };
  /** Some question was answered this way, so others will be. */
  let inUse = false;

  return {
    link(message, fields, traits, direction) {
      const { stem } = traits;
      if (stem === '') return null;
      if (traits.answers) {
        const theirs = asked[direction === 'sent' ? 'received' : 'sent'].get(stem);
        if (!theirs || theirs.answered >= theirs.followed) return null;
        const error =
          (fields.error || traits.error ? errorOf(message, traits) : null) ??
          errorOfAnswer(message, fields.data);
        if (error) theirs.failed = true;
        else theirs.known = inUse = true;
        // Where only failures are told, one is of what was asked last.
        theirs.answered = theirs.known ? theirs.answered + 1 : theirs.followed;
        const key = keyOf(theirs.type, theirs.answered);
        return error
          ? { kind: 'answers', key, final: true, error }
          : { kind: 'answers', key, final: fields.final !== false };
      }
      const mine = asked[direction];
      let own = mine.get(stem);
      if (!own) {
        if (mine.size >= mostTypes) return null;
        own = { type: fields.type, count: 0, followed: 0, answered: 0, known: false, failed: false };
        mine.set(stem, own);
      }
      own.count++;
      if (!own.known && !own.failed && own.count > patience) return null;
      // Some went by between the last that was followed and the first answer: those are not waited for.
      if (own.followed < own.count - 1) own.answered = own.count - 1;
      own.followed = own.count;
      const key = keyOf(own.type, own.count);
      return own.known || (traits.request && inUse)
        ? { kind: 'asks', key, byOrder: true }
        : { kind: 'asks', key, byOrder: true, tentative: true };
    },
  };
}

const keyOf = (type: string, nth: number): string => `${type} #${nth}`;
