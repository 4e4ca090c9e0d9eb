import { isBytes } from '../../../base/bytes.ts';
import type { Connection, Frame } from '../../../session/session.ts';
import { readMsgpack } from '../../msgpack.ts';
import { engineUrl } from '../engineio/engine-connection.ts';
import { readSocketObject } from './socket-packet.ts';

const bare = new Set(['1', '2', '2probe', '3', '3probe', '5', '6']);
const base64 = /^b[\w+/=]*$/;

/** Whether a text frame has the shape of a packet of Engine.IO or Socket.IO. */
const hasShape = (text: string): boolean =>
  bare.has(text) ||
  (text.startsWith('0{"sid":') && text.endsWith('}')) ||
  base64.test(text) ||
  messageShape(text) !== null;

/** `4TYPE[COUNT-][/NSP,][ID][DATA]`: `told` where its data shows that it is a message of Socket.IO; null for any other text. */
function messageShape(text: string): 'told' | 'possible' | null {
  const type = text.charCodeAt(1) - 0x30;
  if (text.charCodeAt(0) !== 0x34 || !(type >= 0 && type <= 6)) return null;
  const count = digitsEnd(text, 2);
  let at = count > 2 && text[count] === '-' ? count + 1 : 2;
  let named = true;
  if (text[at] === '/') {
    const comma = text.indexOf(',', at);
    named = comma > 0;
    at = named ? comma + 1 : text.length;
  }
  at = digitsEnd(text, at);
  const unit = text.charCodeAt(at);
  const data = unit === 0x5b || unit === 0x7b || unit === 0x22;
  if (data) return named ? 'told' : 'possible';
  return at >= text.length ? 'possible' : null;
}

const tells = (text: string): boolean => text.startsWith('40') || messageShape(text) === 'told';

function digitsEnd(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= 0x30 && text.charCodeAt(at) <= 0x39) at++;
  return at;
}

/**
 * Sure by the default path; by its packets behind another path; and, where even the URL says nothing (a proxy rewrote it), only
 * if every text frame has the shape of one.
 */
export function detectSocketIo(connection: Connection, first: readonly Frame[]): number {
  const url = engineUrl(connection.url);
  if (url?.path.includes('/socket.io')) return 0.95;
  const texts = first.flatMap((frame) => (typeof frame.data === 'string' ? [frame.data] : []));
  const told = texts.some((text) => tells(text)) || (url !== null && first.some(isPacked));
  if (url) return told ? 0.9 : 0.2;
  return told && texts.every((text) => hasShape(text)) ? 0.75 : 0;
}

/** Frames are looked at again with each that comes until a decoder is chosen; each is read once. */
const packed = new WeakMap<Frame, boolean>();

function isPacked(frame: Frame): boolean {
  if (!isBytes(frame.data)) return false;
  let reads = packed.get(frame);
  if (reads === undefined) {
    const value = readMsgpack(frame.data[0] === 4 ? frame.data.subarray(1) : frame.data);
    reads = value.ok && readSocketObject(value.value).ok;
    packed.set(frame, reads);
  }
  return reads;
}
