import type { JsonObject } from '../../json.ts';
import type { AcksLink, Link } from '../../link.ts';
import { channelOf, count, dataOf, sequenceOf } from './fields.ts';

const ackType = /^(?:ack|acked|acknowledge|acknowledged)$|[._:/-]ack$/i;
const nackType = /^nack$|[._:/-]nack$/i;
const upToFields = ['upTo', 'up_to', 'lastSeq', 'last_seq', 'cumulative'];

/** Domain.md §2: `{type: "ack", seq}`, `{type: "ack", upTo}`, `{ack: [1, 2]}`, and acks that ride on numbered packets. */
export function ackLink(message: JsonObject, type: string): AcksLink | null {
  const negative = nackType.test(type);
  const channel = channelOf(message);
  const isAck = negative || ackType.test(type);
  const field = message.ack ?? message.acks ?? message.ack_seq ?? (negative ? message.missing : undefined);
  if (
    !isAck &&
    !(typeof field === 'number' && sequenceOf(message) !== null) &&
    !(type === '' && field !== undefined)
  )
    return null;
  const data = dataOf(message);
  const upTo = count(message, upToFields) ?? count(data, upToFields);
  const listed = message.seqs ?? (field === undefined ? (message.seq ?? data.seq) : field);
  const numbers = integers(listed);
  const ranges = rangesOf(message.ranges ?? listed);
  if (upTo === undefined && numbers.length === 0 && ranges.length === 0) return null;
  return {
    kind: 'acks',
    channel,
    numbers,
    ...(ranges.length > 0 && { ranges }),
    ...(upTo !== undefined && { upTo }),
    ...(negative && { negative }),
  };
}

export function numberedLink(message: JsonObject): Link | null {
  const n = sequenceOf(message);
  return n === null ? null : { kind: 'numbered', n, channel: channelOf(message) };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const integers = (value: unknown): readonly number[] =>
  isCount(value) ? [value] : Array.isArray(value) ? value.filter(isCount) : [];

function rangesOf(value: unknown): readonly (readonly [number, number])[] {
  if (!Array.isArray(value)) return [];
  const ranges: (readonly [number, number])[] = [];
  for (const each of value)
    if (Array.isArray(each) && isCount(each[0]) && isCount(each[1])) ranges.push([each[0], each[1]]);
  return ranges;
}
