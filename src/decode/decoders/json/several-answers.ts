import type { JsonObject } from '../../json.ts';
import { type Fields, idsIn } from './fields.ts';
import { isCount } from './read-field.ts';
import type { TypeTraits } from './type-traits.ts';

/** Answers told by the first and their number. */
const mostCounted = 1000;

/** Ids that one message names at once. */
export interface Several {
  readonly ids: readonly unknown[];
  /** `named`: under a usual name; `placed`: where a convention says; `counted`: by the first and how many. */
  readonly found: 'named' | 'placed' | 'counted';
}

/**
 * The ids of several questions that a message may answer; null where it names one or none.
 *
 *   {"type": "delivered", "ids": ["m-1", "m-2"]}           → m-1, m-2
 *   {"action": 1, "msgSerial": 7, "count": 3}              → 7, 8, 9 (Ably)
 */
export function severalIn(message: JsonObject, fields: Fields, traits: TypeTraits): Several | null {
  const { id, reply, data } = fields;
  if (Array.isArray(reply)) return { ids: reply, found: 'placed' };
  if (id === undefined && reply === undefined) {
    const ids = fields.ids ?? (traits.ack || traits.response || traits.error ? idsIn(data) : null);
    return ids && { ids, found: 'named' };
  }
  const { count } = message;
  const from = isCount(reply) ? reply : id;
  if (!isCount(count) || !isCount(from) || count < 2 || count > mostCounted || data !== message) return null;
  return { ids: Array.from({ length: count }, (_, at) => from + at), found: 'counted' };
}
