import { cut } from '../../../base/cut.ts';
import { isObject, type JsonObject } from '../../json.ts';
import { nestedIdFields, numericTypeFields, replyFields, upToFields, verbFields } from './field-names.ts';
import { isIdList, isUsualUpTo, roles } from './field-slots.ts';
import { count, first, unquoted } from './read-field.ts';

/** What stands where in one message, by name. Reused from message to message: read it before the next one. */
export interface Fields {
  type: string;
  /** What is called, where the type only says that something is: `initialize` in `{type: "request", command: "initialize"}`. */
  verb: string;
  id: unknown;
  reply: unknown;
  /** A list of ids under a usual name. */
  ids: readonly unknown[] | null;
  /** `reply` stands where a convention says, not under a usual name. */
  placedReply: boolean;
  /** What the ids are counted in, where a convention says so; '' where it does not. */
  scope: string;
  seq: unknown;
  /** `seq` came as a string. */
  quoted: boolean;
  /** `id` is a number that packets count with: a message that has one need not ask. */
  numberAsks: boolean;
  channel: string;
  /** The part that carries the application's own data; the message itself where there is no such part. */
  data: JsonObject;
  /** Has a field that names an ack. */
  ack: boolean;
  /** Has a field that lists the numbers of an ack. */
  list: boolean;
  /** Has a field that tells which of several parts it is. */
  part: boolean;
  /** Has a field in which pieces of a growing text come. */
  delta: boolean;
  /** Has a field that can state an error. */
  error: boolean;
  /** `method`: a call by its very shape (JSON-RPC and its kin). */
  method: boolean;
  /** True or false where the message says whether it is the last of its kind, else null. */
  final: boolean | null;
}

const none: JsonObject = {};

export const blankFields = (): Fields => ({
  type: '',
  verb: '',
  id: undefined,
  reply: undefined,
  ids: null,
  placedReply: false,
  scope: '',
  seq: undefined,
  quoted: false,
  numberAsks: false,
  channel: '',
  data: none,
  ack: false,
  list: false,
  part: false,
  delta: false,
  error: false,
  method: false,
  final: null,
});

function blank(fields: Fields): void {
  fields.type = '';
  fields.verb = '';
  fields.id = undefined;
  fields.reply = undefined;
  fields.ids = null;
  fields.placedReply = false;
  fields.scope = '';
  fields.seq = undefined;
  fields.quoted = false;
  fields.numberAsks = false;
  fields.channel = '';
  fields.ack = false;
  fields.list = false;
  fields.part = false;
  fields.delta = false;
  fields.error = false;
  fields.method = false;
  fields.final = null;
}

const unranked = 1000;
const isVerb = (key: string, text: string): boolean => verbFields.has(key) && verb.test(text);
const verb = /^[A-Za-z][\w.:/$-]{0,63}$/;

/**
 * One walk over the message's own keys instead of a look-up per usual name: a message has half a dozen keys and the names are
 * eighty (test/bench/decode.bench.ts).
 */
export function scanFields(message: JsonObject, fields: Fields): Fields {
  blank(fields);
  fields.data = message;
  let typeRank = unranked;
  let idRank = unranked;
  let dataRank = unranked;
  let seqRank = unranked;
  let replyRank = unranked;
  let channelRank = unranked;
  let nested: JsonObject | null = null;
  for (const key in message) {
    const role = roles.get(key);
    if (role === undefined) continue;
    const value = message[key];
    if (value === null || value === undefined) continue;
    const { slot, rank } = role;
    switch (slot) {
      case 'type': {
        const text =
          typeof value === 'string'
            ? cut(value)
            : typeof value === 'number' && numericTypeFields.has(key)
              ? `${key} ${value}`
              : null;
        if (text === null) break;
        if (key === 'method') fields.method = true;
        if (rank > 0 && isVerb(key, text)) fields.verb = text;
        if (rank < typeRank) {
          typeRank = rank;
          fields.type = text;
        }
        break;
      }
      case 'id':
        if (rank < idRank && typeof value !== 'object') {
          idRank = rank;
          fields.id = value;
        }
        break;
      case 'reply':
        if (rank < replyRank) {
          replyRank = rank;
          fields.reply = value;
        }
        break;
      case 'ids':
        if (Array.isArray(value)) fields.ids ??= value;
        break;
      case 'nested':
        if (nested === null && isObject(value)) nested = value;
        break;
      case 'data':
        if (rank < dataRank && isObject(value)) {
          dataRank = rank;
          fields.data = value;
        }
        break;
      case 'seq':
        if (rank < seqRank) {
          seqRank = rank;
          fields.seq = unquoted(value);
          fields.quoted = fields.seq !== value;
        }
        break;
      case 'channel':
        if (rank < channelRank && typeof value === 'string') {
          channelRank = rank;
          fields.channel = cut(value);
        }
        break;
      case 'ack':
      case 'upTo':
        fields.ack = true;
        break;
      case 'list':
        fields.list = true;
        break;
      case 'part':
        fields.part = true;
        break;
      case 'delta':
        fields.delta = true;
        break;
      case 'final':
        if (typeof value === 'boolean') fields.final = value;
        break;
      case 'more':
        if (typeof value === 'boolean' && fields.final === null) fields.final = !value;
        break;
      case 'error':
        fields.error = true;
        break;
    }
  }
  if (nested !== null && idRank === unranked) {
    const id = first(nested, nestedIdFields);
    if (typeof id !== 'object') fields.id = id;
    if (replyRank === unranked) fields.reply = first(nested, replyFields);
  }
  return fields;
}

/** What `upTo` and its like name in a part of a message, for which no fields were scanned; undefined where nothing does. */
export function upToIn(part: JsonObject): number | undefined {
  for (const key in part) if (isUsualUpTo(key)) return count(part, upToFields);
  return undefined;
}

/** The list of ids in a part of a message, for which no fields were scanned. */
export function idsIn(part: JsonObject): readonly unknown[] | null {
  for (const key in part) if (isIdList(key) && Array.isArray(part[key])) return part[key];
  return null;
}
