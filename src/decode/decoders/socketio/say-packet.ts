import { isBytes } from '../../../base/bytes.ts';
import { sayBytes } from '../../../base/say.ts';
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
      const [name, ...args] = Array.isArray(data) ? data : [''];
      return cut(`${place}${eventName(name)}(${sayList(args)})`);
    }
    case 'ACK': {
      const of = event === undefined ? `${packet.id ?? ''}` : `${event} ${packet.id ?? ''}`;
      return cut(`${place}ack ${of.trim()}(${Array.isArray(data) ? sayList(data) : say(data)})`);
    }
    default:
      return cut(`${place}${packet.type}${data === undefined ? '' : ` ${say(data)}`}`);
  }
}

/** `ack("ok")`: behind the event that it answers, as in `join("lobby") → ack("ok")`. */
export function sayAnswer({ type, data }: SocketPacket): string {
  if (type === 'ACK') return cut(`ack(${Array.isArray(data) ? sayList(data) : say(data)})`);
  return cut(
    `${type === 'CONNECT_ERROR' ? 'refused' : 'connected'}${data === undefined ? '' : ` ${say(data)}`}`,
  );
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

function sayList(values: readonly unknown[]): string {
  let text = '';
  for (const value of values) {
    if (text.length > longest) break;
    text += `${text === '' ? '' : ', '}${say(value)}`;
  }
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
  if (Array.isArray(value)) return `[${sayEntries(value, budget, depth)}]`;
  return `{${sayEntries(Object.entries(value), budget, depth, true)}}`;
}

/** Stops when the budget is spent: a summary must not walk a megabyte. */
function sayEntries(entries: readonly unknown[], budget: number, depth: number, named = false): string {
  let text = '';
  for (const entry of entries) {
    if (text.length >= budget) return `${text}…`;
    const [key, value] = named ? (entry as [string, unknown]) : ['', entry];
    const told = say(value, budget - text.length, depth + 1);
    text += `${text === '' ? '' : ','}${named ? `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key)}:` : ''}${told}`;
  }
  return text;
}
