import { isBytes } from '../../../base/bytes.ts';
import type { Connection, Frame } from '../../../session/session.ts';
import { readMsgpack } from '../../msgpack.ts';
import { engineUrl } from '../engineio/engine-connection.ts';
import { readSocketObject } from './socket-packet.ts';

const shape =
  /^(?:0\{"sid":.*\}|1|2(?:probe)?|3(?:probe)?|5|6|b[\w+/=]*|4[0-6](?:\d+-)?(?:\/[^,]*,?)?\d*(?:[[{"].*)?)$/s;
const telling = /^4(?:0|[1-6](?:\d+-)?(?:\/[^,]*,)?\d*[[{"])/;

/**
 * Sure by the default path; by its packets behind another path; and, where even the URL says nothing (a proxy rewrote it), only
 * if every text frame has the shape of one.
 */
export function detectSocketIo(connection: Connection, first: readonly Frame[]): number {
  const url = engineUrl(connection.url);
  if (url?.path.includes('/socket.io')) return 0.95;
  const texts = first.flatMap((frame) => (typeof frame.data === 'string' ? [frame.data] : []));
  const told = texts.some((text) => telling.test(text)) || (url !== null && first.some(isPacked));
  if (url) return told ? 0.9 : 0.2;
  return told && texts.every((text) => shape.test(text)) ? 0.75 : 0;
}

function isPacked(frame: Frame): boolean {
  if (!isBytes(frame.data)) return false;
  const value = readMsgpack(frame.data[0] === 4 ? frame.data.subarray(1) : frame.data);
  return value.ok && readSocketObject(value.value).ok;
}
