import { createRingMap } from '../../../base/ring-map.ts';
import type { Direction } from '../../../wire/fact.ts';
import { isObject, type JsonObject, keyOf } from '../../json.ts';
import type { AnswersLink, AsksLink, CancelsLink } from '../../link.ts';
import { type Fields, first, string } from './fields.ts';
import type { TypeTraits } from './type-traits.ts';

/** Ids remembered per direction; past this the oldest is forgotten and its answer reads as an orphan. */
const remembered = 20_000;

type PairLink = AsksLink | AnswersLink | CancelsLink;

/** One id of one asker. */
interface Asked {
  open: boolean;
  /** Type of the final answer: a second message of this type is a duplicate, one of another type may be a new question. */
  answer: string;
}

/**
 * Request and response by correlation id (domain.md §1). The same field may name a request, an answer or just an entity;
 * what it is here is told by what came before: an id that the other side used first is an answer.
 */
export interface Pairing {
  /** The link that the ids in `fields` make, or null. */
  link(message: JsonObject, fields: Fields, traits: TypeTraits, direction: Direction): PairLink | null;
}

export function createPairing(): Pairing {
  const asked = {
    sent: createRingMap<string, Asked>(remembered),
    received: createRingMap<string, Asked>(remembered),
  };
  /** The page has echoed an id of the server's: from then on the server is known to ask. */
  let serverAsks = false;

  const answer = (
    key: string,
    request: Asked | undefined,
    message: JsonObject,
    fields: Fields,
    traits: TypeTraits,
    asker: Direction,
  ): AnswersLink => {
    const final = isFinal(message, fields, traits);
    if (asker === 'received' && request?.open) serverAsks = true;
    if (final && request) {
      request.open = false;
      request.answer = fields.type;
    }
    const error = fields.error || traits.error ? errorOf(message, traits) : null;
    return error ? { kind: 'answers', key, final, error } : { kind: 'answers', key, final };
  };

  return {
    link(message, fields, traits, direction) {
      const asker = direction === 'sent' ? 'received' : 'sent';
      const mine = asked[direction];
      const theirs = asked[asker];
      if (fields.reply !== undefined) {
        const reply = keyOf(fields.reply);
        if (reply !== null) {
          if (traits.cancel && !theirs.has(reply) && mine.get(reply)?.open) {
            mine.get(reply)!.open = false;
            return { kind: 'cancels', key: reply };
          }
          return answer(reply, theirs.get(reply), message, fields, traits, asker);
        }
      }
      const key = keyOf(fields.id);
      if (key === null) {
        const cancelled = traits.cancel ? keyOf(fields.data.id) : null;
        if (cancelled === null || !mine.get(cancelled)?.open) return null;
        mine.get(cancelled)!.open = false;
        return { kind: 'cancels', key: cancelled };
      }
      // JSON-RPC 2.0 §4: what has a method is a request, whatever else uses its id.
      const call = fields.method || traits.request;
      const theirsNow = theirs.size > 0 ? theirs.get(key) : undefined;
      if (theirsNow?.open && !call) return answer(key, theirsNow, message, fields, traits, asker);
      const mineNow = mine.size > 0 ? mine.get(key) : undefined;
      if (!call) {
        const again =
          theirsNow !== undefined &&
          !theirsNow.open &&
          !mineNow?.open &&
          (theirsNow.answer === fields.type || fields.type === '');
        if (again || (traits.response && !mineNow?.open))
          return answer(key, theirsNow, message, fields, traits, asker);
      }
      if (traits.cancel && mineNow?.open) {
        mineNow.open = false;
        return { kind: 'cancels', key };
      }
      mine.set(key, { open: true, answer: '' });
      if (traits.longHeld) return { kind: 'asks', key, longHeld: true };
      const tentative = direction === 'received' && !serverAsks && !call;
      return tentative ? { kind: 'asks', key, tentative } : { kind: 'asks', key };
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

/** The error a message states, if it states one: `{type: "error", code, message}`, `{error}`, `{ok: false}`, … */
export function errorOf(
  message: JsonObject,
  traits: Pick<TypeTraits, 'error'>,
): { code: string; message: string } | null {
  const errors = message.errors;
  const error = message.error ?? message.err ?? (Array.isArray(errors) ? errors[0] : undefined);
  const stated = error !== undefined && error !== null && error !== false;
  const failed =
    traits.error ||
    message.ok === false ||
    message.success === false ||
    message.status === 'error' ||
    message.status === 'failed' ||
    (typeof message.status === 'number' && message.status >= 400);
  if (!stated && !failed) return null;
  const inner = isObject(message.data) ? message.data : isObject(message.payload) ? message.payload : message;
  const from = isObject(error) ? error : inner;
  return {
    code:
      string(from, ['code', 'errorCode', 'error_code']) ??
      string(message, ['code', 'errorCode', 'error_code']) ??
      (typeof message.status === 'number' ? String(message.status) : ''),
    message:
      (typeof error === 'string' ? error : undefined) ??
      string(from, ['message', 'reason', 'msg', 'detail', 'description']) ??
      string(message, ['message', 'reason', 'detail']) ??
      '',
  };
}
