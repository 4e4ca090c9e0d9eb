import { createRingMap } from '../../base/ring-map.ts';
import { isObject, looksLikeJson, parseJson } from '../../decode/json.ts';
import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Exchange } from '../results.ts';

/** Exchanges of which is known what came after their answer. */
const followed = 5_000;
/** Answers that differ, after which it is no handler that replies twice but a request that gets many answers. */
const many = 3;

/** What is asked once and answered again and again, by its name. */
const subscribes = /(?:^|[._:/-])(?:sub|subscribe|listen|watch|observe|follow|stream)$/i;
/** Fields that say how far something has come, and the parts that they may stand in. */
const stateFields = ['status', 'state', 'stage', 'phase', 'orderStatus', 'ordStatus'];
const parts = ['data', 'payload', 'result', 'body', 'params'];
/** Longer texts are not parsed for that. */
const readCap = 64 * 1024;

export type FurtherAnswer =
  /** The same again, or one more: nobody asked for it. */
  | { readonly kind: 'duplicate' }
  /** One of many. `before` are those taken for duplicates until now. */
  | { readonly kind: 'part'; readonly before: readonly number[] };

/**
 * Judges what comes under an id after its answer. A handler that replies twice says the same twice, or something else once; a subscription
 * that does not say so goes on and on, each time with something else; and an order tells each state that it comes to.
 */
export function createFurtherAnswers(log: SessionLog): (packet: Packet, exchange: Exchange) => FurtherAnswer {
  const different = createRingMap<number, number[]>(followed);
  const same = (one: number, other: number): boolean => {
    const data = log.frame(one)?.data ?? null;
    return data === null || data === (log.frame(other)?.data ?? null);
  };
  return (packet, exchange) => {
    if (subscribes.test(exchange.name)) return { kind: 'part', before: [] };
    const before = different.get(exchange.id) ?? [];
    const last = before.at(-1) ?? exchange.responseFrames.at(-1);
    if (last === undefined || same(last, packet.frame)) return { kind: 'duplicate' };
    if (before.length >= many) return { kind: 'part', before: [] };
    const [was, is] = [last, packet.frame].map((frame) => stateIn(log.frame(frame)?.data ?? null));
    if (was !== undefined && is !== undefined && was !== is) return { kind: 'part', before: [] };
    const all = [...before, packet.frame];
    different.set(exchange.id, all);
    return all.length < many ? { kind: 'duplicate' } : { kind: 'part', before };
  };
}

/** `FILLED` of `{"order": 7, "status": "FILLED"}`; undefined where a message says nothing of the kind. */
function stateIn(data: string | Uint8Array | null): string | undefined {
  if (typeof data !== 'string' || data.length > readCap || !looksLikeJson(data)) return undefined;
  const parsed = parseJson(data);
  if (!parsed.ok || !isObject(parsed.value)) return undefined;
  const message = parsed.value;
  for (const part of [message, ...parts.map((name) => message[name])]) {
    if (!isObject(part)) continue;
    for (const name of stateFields) if (typeof part[name] === 'string') return part[name];
  }
  return undefined;
}
