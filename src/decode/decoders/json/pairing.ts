import { createRingMap } from '../../../base/ring-map.ts';
import type { Direction } from '../../../wire/fact.ts';
import { isObject, type JsonObject, keyOf } from '../../json.ts';
import type { Link } from '../../link.ts';
import { idOf, replyIdOf, string } from './fields.ts';

/** Ids remembered per direction; past this the oldest opening is forgotten and its answer reads as an orphan. */
const remembered = 10_000;

const responseType = /(?:^|[._:/-])(?:response|reply|result|res|ok|success|error|fail(?:ed|ure)?|err)$/i;
const errorType = /(?:^|[._:/-])(?:error|err|fail(?:ed|ure)?|reject(?:ed)?|nack)$/i;
const partialType = /[._:/-](?:progress|partial|chunk|delta|item|next|data)$/i;

/**
 * Request and response by correlation id (domain.md §1). The same field may name a request, an answer or just an entity;
 * what it is here is told by what came before: an id that the other side used first is an answer.
 */
export interface Pairing {
  links(message: JsonObject, type: string, direction: Direction): readonly Link[];
}

export function createPairing(): Pairing {
  const asked = {
    sent: createRingMap<string, boolean>(remembered),
    received: createRingMap<string, boolean>(remembered),
  };
  const answered = {
    sent: createRingMap<string, boolean>(remembered),
    received: createRingMap<string, boolean>(remembered),
  };
  /** The page has echoed an id of the server's: from then on the server is known to ask. */
  let serverAsks = false;

  const answer = (key: string, message: JsonObject, type: string, direction: Direction): readonly Link[] => {
    const asker = direction === 'sent' ? 'received' : 'sent';
    const final = isFinal(message, type);
    const error = errorOf(message, type);
    if (asker === 'received' && asked.received.has(key)) serverAsks = true;
    if (final && asked[asker].delete(key)) answered[asker].set(key, true);
    return [{ kind: 'answers', key, final, ...(error && { error }) }];
  };

  return {
    links(message, type, direction) {
      const reply = keyOf(replyIdOf(message));
      if (reply !== null) return answer(reply, message, type, direction);
      const key = keyOf(idOf(message));
      if (key === null) return [];
      const asker = direction === 'sent' ? 'received' : 'sent';
      const isAnswer =
        asked[asker].has(key) ||
        (!asked[direction].has(key) && answered[asker].has(key)) ||
        responseType.test(type);
      if (isAnswer) return answer(key, message, type, direction);
      asked[direction].set(key, true);
      answered[direction].delete(key);
      const tentative = direction === 'received' ? !serverAsks : false;
      return [{ kind: 'asks', key, ...(tentative && { tentative }) }];
    },
  };
}

function isFinal(message: JsonObject, type: string): boolean {
  if (message.done === true || message.final === true || message.eof === true || message.last === true)
    return true;
  if (message.done === false || message.final === false || message.hasMore === true || message.last === false)
    return false;
  return !partialType.test(type);
}

/** The error a message states, if it states one: `{type: "error", code, message}`, `{error}`, `{ok: false}`, … */
export function errorOf(message: JsonObject, type: string): { code: string; message: string } | null {
  const error =
    message.error ?? message.err ?? (Array.isArray(message.errors) ? message.errors[0] : undefined);
  const stated = error !== undefined && error !== null && error !== false;
  const failed =
    errorType.test(type) || message.ok === false || message.success === false || message.status === 'error';
  if (!stated && !failed) return null;
  const data = isObject(message.data) ? message.data : message;
  const from = isObject(error) ? error : data;
  return {
    code: string(from, ['code', 'errorCode']) ?? string(message, ['code', 'errorCode']) ?? '',
    message:
      (typeof error === 'string' ? error : undefined) ??
      string(from, ['message', 'reason', 'msg', 'detail']) ??
      string(message, ['message', 'reason']) ??
      '',
  };
}
