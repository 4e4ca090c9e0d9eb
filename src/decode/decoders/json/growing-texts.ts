import { utf8Length } from '../../../base/bytes.ts';
import { createRingMap } from '../../../base/ring-map.ts';
import { isObject, type JsonObject } from '../../json.ts';
import type { ChunkLink, Link } from '../../link.ts';
import { type Place, placeBelow } from '../../place.ts';
import type { Fields } from './fields.ts';
import { first, string } from './read-field.ts';
import { placeOfData } from './stream-links.ts';
import type { TypeTraits } from './type-traits.ts';

/** Texts that are growing at once; more would be no conversation. */
const growing = 1000;

/** Texts that come in pieces, as language models stream them, besides being answers. */
export interface GrowingTexts {
  /** A piece, or the end of a text: of one that is named, or by whatever ends the answer that it is. */
  link(message: JsonObject, fields: Fields, traits: TypeTraits, links: readonly Link[]): Link | null;
}

export function createGrowingTexts(): GrowingTexts {
  const open = createRingMap<string, true>(growing);
  return {
    link(message, fields, traits, links) {
      const delta = deltaLink(message, fields, traits);
      if (delta) {
        open.set(delta.id!, true);
        return fields.final === true ? { ...delta, last: true } : delta;
      }
      if (open.size === 0) return null;
      const ends = links.some((each) => each.kind === 'answers' && each.final) || endsText.test(fields.type);
      const id = ends ? idsOf(message, fields).find((each) => open.delete(each)) : undefined;
      return id === undefined ? null : { kind: 'ends-stream', id };
    },
  };
}

const endsText = /(?:^|[._:/-])(?:done|end|stop|complete|completed|finish|finished)$/i;
const ids = ['streamId', 'stream_id', 'id', 'response_id', 'item_id', 'messageId', 'message_id', 'requestId'];
/** Parts of an end that say of what it is: `{type: "response.done", response: {id}}`. */
const owners = ['response', 'message', 'item'];

const textId = (id: string): string => `text ${id}`.trim();

function idsOf(message: JsonObject, fields: Fields): readonly string[] {
  const named = typeof fields.id === 'string' || typeof fields.id === 'number' ? `${fields.id}` : '';
  const owned = owners.map((name) => message[name]).filter(isObject);
  const found = [message, fields.data, ...owned].map((part) => string(part, ids));
  return [named, ...found.filter((each) => each !== undefined)].map(textId);
}

/**
 * A piece of a growing text, as language models stream it: `{type: "…delta", id, delta: "tok"}`, `{delta: {text}}`, `{choices: [{delta: {content}}]}`.
 * Null where the message carries no piece.
 */
function deltaLink(message: JsonObject, fields: Fields, traits: TypeTraits): ChunkLink | null {
  if (!traits.delta && !fields.delta) return null;
  const { delta, choices } = message;
  if (!traits.delta && typeof delta !== 'string' && !isObject(delta) && !Array.isArray(choices)) return null;
  const found = deltaText(message, traits.delta ? fields.data : null);
  if (!found) return null;
  const id = string(message, ids) ?? string(fields.data, ids) ?? '';
  return {
    kind: 'chunk',
    id: textId(id),
    bytes: utf8Length(found.text),
    body: { in: 'json', place: found.place, encoding: 'text' },
    opens: { name: `${fields.type || 'text'} ${id}`.trim() },
  };
}

function deltaText(message: JsonObject, data: JsonObject | null): { place: Place; text: string } | null {
  const { delta, choices } = message;
  const choice = Array.isArray(choices) ? (choices[0] as unknown) : undefined;
  if (typeof delta === 'string') return { place: '/delta', text: delta };
  for (const [base, from] of [
    ['/delta', delta],
    ['/choices/0/delta', isObject(choice) ? choice.delta : null],
    [data === null || data === message ? '' : placeOfData(message, data), data],
  ] as const) {
    if (!isObject(from)) continue;
    for (const name of ['text', 'content', 'token', 'delta', 'chunk']) {
      const text = first(from, [name]);
      if (typeof text === 'string') return { place: placeBelow(base, name), text };
    }
  }
  return null;
}
