import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Delivery } from '../results.ts';

/**
 * Whether a packet carries, unit by unit, what the delivery's first transmission carried: a retransmission is identical (domain.md §2).
 * Where bytes are no longer kept, the same name and size have to do.
 */
export function isSameContent(
  log: SessionLog,
  delivery: Delivery & { readonly size: number },
  packet: Packet,
): boolean {
  const one = log.frame(delivery.transmissions[0]!.frame)?.data ?? null;
  const other = log.frame(packet.frame)?.data ?? null;
  if (one === null || other === null)
    return delivery.name === packet.name && delivery.size === sizeOf(packet);
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Bytes of a packet over all its frames. */
export function sizeOf(packet: Packet): number {
  if (packet.frameSize !== undefined) return packet.frameSize;
  let bytes = 0;
  for (const { start, end } of packet.spans) bytes += end - start;
  return bytes;
}
