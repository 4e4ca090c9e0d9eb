import type { Packet } from '../../decode/packet.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import { orderFinding } from './delivery-findings.ts';
import { type MutableNumbering, noteMissing } from './numbering.ts';

/** Tells what is wrong with the place of a received number `n` among those before it. */
export function checkOrder(
  packet: Packet,
  numbering: MutableNumbering,
  n: number,
  findings: FindingStore,
): void {
  const { highest } = numbering;
  if (highest >= 0 && n > highest + 1) {
    noteMissing(numbering, highest + 1, n);
    findings.set(orderFinding('delivery-gap', packet, numbering, highest + 1, n));
  } else if (n < highest) {
    if (numbering.missing.delete(n)) numbering.healed++;
    findings.set(orderFinding('delivery-out-of-order', packet, numbering, highest, n));
  }
}
