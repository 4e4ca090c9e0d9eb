import type { Delivery } from '../results.ts';

/**
 * When a sender that keeps its rhythm would have sent again, with a fifth to spare. With two transmissions the rhythm is not
 * known yet and may double (exponential back-off). Decision 0003.
 */
export function givenUpAt(delivery: Delivery): number {
  const { transmissions } = delivery;
  const { length } = transmissions;
  const last = transmissions[length - 1]!.time;
  const gap = last - transmissions[length - 2]!.time;
  const before = length > 2 ? transmissions[length - 2]!.time - transmissions[length - 3]!.time : 0;
  const growth = before > 0 ? Math.min(3, Math.max(1, gap / before)) : 2;
  return last + Math.max(gap * growth * 1.2, gap * growth + 500);
}
