import { isBytes } from '../../../base/bytes.ts';
import { sayBytes } from '../../../base/say.ts';
import type { JsonObject } from '../../json.ts';
import type { SocketPacket } from './socket-packet.ts';
import { eventName, namespaceOf } from './socket-packet.ts';

const longest = 300;

/** `/chat message("hi", 42)`, `ack 3("ok")`, `/admin CONNECT {"token":"…"}`; the default namespace goes without saying. */
export function saySocketPacket(packet: SocketPacket, event: string | undefined): string {
  const nsp = namespaceOf(packet.nsp);
  const place = nsp === '/' ? '' : `${nsp} `;
  const { data } = packet;
  switch (packet.type) {
    case 'EVENT': {
      const list: readonly unknown[] = Array.isArray(data) ? data : [];
      return cutLine(`${place}${eventName(list[0])}(${sayList(list, 1)})`);
    }
    case 'ACK': {
      const of = event === undefined ? `${packet.id ?? ''}` : `${event} ${packet.id ?? ''}`;
      return cutLine(`${place}ack ${of.trim()}(${Array.isArray(data) ? sayList(data) : say(data)})`);
    }
    default:
      return cutLine(`${place}${packet.type}${data === undefined ? '' : ` ${say(data)}`}`);
  }
}

/** `ack("ok")`: behind the event that it answers, as in `join("lobby") → ack("ok")`. */
export function sayAnswer({ type, data }: SocketPacket): string {
  if (type === 'ACK') return cutLine(`ack(${Array.isArray(data) ? sayList(data) : say(data)})`);
  return cutLine(
    `${type === 'CONNECT_ERROR' ? 'refused' : 'connected'}${data === undefined ? '' : ` ${say(data)}`}`,
  );
}

const cutLine = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

function sayList(values: readonly unknown[], from = 0): string {
  let text = '';
  for (let at = from; at < values.length && text.length <= longest; at++)
    text += `${text === '' ? '' : ', '}${say(values[at])}`;
  return text;
}

function say(value: unknown, budget = longest, depth = 0): string {
  if (depth > 8) return '…';
  if (isBytes(value)) return `‹${sayBytes(value.length)}›`;
  if (typeof value === 'bigint') return String(value);
  if (value === undefined) return 'undefined';
  if (typeof value === 'string')
    return JSON.stringify(value.length > budget ? value.slice(0, budget) : value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${sayItems(value, budget, depth)}]`;
  return `{${sayFields(value as JsonObject, budget, depth)}}`;
}

/** Stops when the budget is spent, as `sayFields` does: a summary must not walk a megabyte. */
function sayItems(items: readonly unknown[], budget: number, depth: number): string {
  let text = '';
  for (const item of items) {
    if (text.length >= budget) return `${text}…`;
    text += `${text === '' ? '' : ','}${say(item, budget - text.length, depth + 1)}`;
  }
  return text;
}

function sayFields(value: JsonObject, budget: number, depth: number): string {
  let text = '';
  for (const key in value) {
    if (text.length >= budget) return `${text}…`;
    const said = say(value[key], budget - text.length, depth + 1);
    text += `${text === '' ? '' : ','}${sayKey(key, budget)}:${said}`;
  }
  return text;
}

function sayKey(key: string, budget: number): string {
  const short = key.length > budget ? key.slice(0, budget) : key;
  return isName.test(short) ? short : JSON.stringify(short);
}

const isName = /^[A-Za-z_$][\w$]*$/;
