import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import { isWrap, type MutableDelivery, type MutableNumbering } from './numbering.ts';
import { isSameContent, sizeOf } from './same-content.ts';

/**
 * Whether number `n`, not above the highest so far, now means another packet than before: a counter that went over its end, or a
 * sender that lost its count (a reload of a worker, a server that numbers each connection). Null where it is the old packet again,
 * or out of order.
 */
export function beginsAnew(
  log: SessionLog,
  packet: Packet,
  numbering: MutableNumbering,
  n: number,
  before: MutableDelivery | undefined,
): 'wrap' | 'restart' | null {
  if (isWrap(numbering.highest, n)) return 'wrap';
  const fresh = packet.connection !== numbering.connection;
  if (!before) return fresh && n <= 1 && packet.direction === 'received' ? 'restart' : null;
  if (isSameContent(log, before, packet)) return null;
  if (packet.direction === 'received') return fresh || n <= 1 ? 'restart' : null;
  // A sender may stamp each attempt; it does not turn one type into another, nor send again what was acknowledged.
  const size = sizeOf(packet);
  const alike = before.name === packet.name && Math.abs(before.size - size) <= Math.max(32, before.size / 10);
  return before.state === 'acked' || !alike ? 'restart' : null;
}
