import type { JsonObject } from '../../json.ts';
import type { AcksLink } from '../../link.ts';
import { upToFields } from './field-names.ts';
import { type Fields, upToIn } from './fields.ts';
import { count, isCount, unquoted } from './read-field.ts';
import type { TypeTraits } from './type-traits.ts';

/** Numbers named by one ack; a hostile list must not be walked for ever. */
const listed = 10_000;
const none: readonly never[] = [];

/**
 * Domain.md §2: `{type: "ack", seq}`, `{type: "ack", upTo}`, `{ack: [1, 2]}`, and acks that ride on numbered packets.
 *
 * @param quoted numbers of packets came as strings here: those of acks may too
 */
export function ackLink(
  message: JsonObject,
  fields: Fields,
  traits: TypeTraits,
  quoted: boolean,
): AcksLink | null {
  const negative = traits.nack || (message.nack !== undefined && !traits.ack);
  const isAck = negative || traits.ack;
  const { data } = fields;
  const named =
    (fields.ack ? fieldOf(message) : undefined) ?? (negative ? missingIn(message, data) : undefined);
  const field = quoted ? unquoted(named) : named;
  const rides = typeof field === 'number' && isCount(fields.seq);
  const bare = fields.type === '' && (field !== undefined || isCount(message.upTo) || isCount(message.up_to));
  if (!isAck && !rides && !bare) return null;
  const upTo =
    (fields.ack ? count(message, upToFields) : undefined) ?? (data === message ? undefined : upToIn(data));
  const { seqs, ranges } = fields.list ? message : data;
  const list = seqs ?? data.seqs ?? (field === undefined ? (fields.seq ?? data.seq) : field);
  return acksOf(plain(list, quoted), ranges ?? data.ranges ?? list, upTo, fields.channel, negative);
}

/** Numbers out of their quotes, where numbers come in quotes here. */
const plain = (list: unknown, quoted: boolean): unknown =>
  !quoted ? list : Array.isArray(list) ? list.slice(0, listed).map(unquoted) : unquoted(list);

const fieldOf = (message: JsonObject): unknown =>
  message.ack ??
  message.acks ??
  message.ack_seq ??
  message.ackSeq ??
  message.acked ??
  message.lastAck ??
  message.last_ack;

const missingIn = (message: JsonObject, data: JsonObject): unknown =>
  message.missing ?? message.nack ?? data.missing;

/** Null where nothing is named. */
export function acksOf(
  list: unknown,
  rangeList: unknown,
  upTo: number | undefined,
  channel: string,
  negative: boolean,
): AcksLink | null {
  const numbers = integers(list);
  const ranges = rangesOf(rangeList);
  if (upTo === undefined && numbers.length === 0 && ranges.length === 0) return null;
  const link: { -readonly [Key in keyof AcksLink]: AcksLink[Key] } = { kind: 'acks', channel, numbers };
  if (ranges.length > 0) link.ranges = ranges;
  if (upTo !== undefined) link.upTo = upTo;
  if (negative) link.negative = true;
  return link;
}

const integers = (value: unknown): readonly number[] =>
  isCount(value) ? [value] : Array.isArray(value) ? value.slice(0, listed).filter(isCount) : none;

function rangesOf(value: unknown): readonly (readonly [number, number])[] {
  if (!Array.isArray(value)) return none;
  const ranges: (readonly [number, number])[] = [];
  for (const each of value.slice(0, listed))
    if (Array.isArray(each) && isCount(each[0]) && isCount(each[1])) ranges.push([each[0], each[1]]);
  return ranges;
}
