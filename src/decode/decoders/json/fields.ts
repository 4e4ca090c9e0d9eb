import { isObject, type JsonObject } from '../../json.ts';

/** Where home-made JSON protocols put things: the names in the order in which they are believed. */
const idFields = [
  'id',
  'requestId',
  'request_id',
  'reqId',
  'rid',
  'correlationId',
  'correlation_id',
  'cid',
  'ref',
  'echo',
  'nonce',
  'msgId',
  'messageId',
];
const replyFields = [
  'replyTo',
  'reply_to',
  'inReplyTo',
  'in_reply_to',
  'request_seq',
  'responseTo',
  'response_to',
];
const nestedIds = ['meta', 'headers'];
const typeFields = ['type', 'event', 'action', 'method', 'op', 'cmd', 'command', 'kind', 'msg', 'name'];
const dataFields = ['data', 'payload', 'params', 'body', 'args'];
const sequenceFields = ['seq', 'seqNo', 'seq_no', 'sequence', 'msgNo'];
const channelFields = ['channel', 'topic', 'stream', 'room'];

const first = (message: JsonObject, names: readonly string[]): unknown => {
  for (const name of names) {
    const value = message[name];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
};

export function idOf(message: JsonObject): unknown {
  const own = first(message, idFields);
  if (own !== undefined) return own;
  for (const name of nestedIds) {
    const nested = message[name];
    if (isObject(nested)) {
      const id = first(nested, idFields);
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

export const replyIdOf = (message: JsonObject): unknown => first(message, replyFields);

export function typeOf(message: JsonObject): string {
  for (const name of typeFields) {
    const value = message[name];
    if (typeof value === 'string') return value;
  }
  return '';
}

/** The part that carries the application's own data; the message itself where there is no such part. */
export function dataOf(message: JsonObject): JsonObject {
  for (const name of dataFields) {
    const value = message[name];
    if (isObject(value)) return value;
  }
  return message;
}

export function sequenceOf(message: JsonObject): number | null {
  const value = first(message, sequenceFields);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function channelOf(message: JsonObject): string {
  const value = first(message, channelFields);
  return typeof value === 'string' ? value : '';
}

export const count = (from: JsonObject, names: readonly string[]): number | undefined => {
  const value = first(from, names);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
};

export const string = (from: JsonObject, names: readonly string[]): string | undefined => {
  const value = first(from, names);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};
