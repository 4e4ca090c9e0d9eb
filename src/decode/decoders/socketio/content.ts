import { isBytes } from '../../../base/bytes.ts';
import { fingerprint } from '../../fingerprint.ts';
import type { EngineMessage } from '../engineio/engine-connection.ts';
import type { SocketPacket } from './socket-packet.ts';

/** What is emitted, without the ack id in front of it: the same for each attempt. */
export function contentOf(packet: SocketPacket, messages: readonly EngineMessage[]): string {
  const [head, ...attachments] = messages;
  const text = head && typeof head.data === 'string' ? head.data : packedText(packet.data);
  const args = fingerprint(text.slice(Math.max(0, text.indexOf('['))));
  return [args, ...attachments.map((each) => fingerprint(each.data))].join(' ');
}

const packedText = (data: unknown): string =>
  JSON.stringify(data, (_key, value: unknown) =>
    isBytes(value) ? fingerprint(value) : typeof value === 'bigint' ? `${value}n` : value,
  ) ?? '';
