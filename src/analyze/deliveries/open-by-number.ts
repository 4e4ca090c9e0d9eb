import { firstPast } from '../../base/first-past.ts';
import type { LiveDelivery } from './live-delivery.ts';

/** Open deliveries of one numbering by their number, for acks that name ranges: fifty thousand may wait, and each ack may name ten thousand. */
export interface OpenByNumber {
  add(delivery: LiveDelivery): void;
  /** Those that are open and whose numbers are in the range, both ends among them, lowest first but for a few latecomers. */
  within(from: number, to: number): readonly LiveDelivery[];
}

/** Numbers that came after a higher one and are not in their place yet; past this they are put there. */
const mostLate = 256;
/** Entries that are no longer open and are borne in any case. */
const someGaps = 64;

/** @param deliveries those that are open already */
export function createOpenByNumber(deliveries: Iterable<LiveDelivery>): OpenByNumber {
  let sorted = [...deliveries].sort((one, other) => one.seq - other.seq);
  let late: LiveDelivery[] = [];
  /** Length at which those that are no longer open are taken out, and how many of them were walked over in vain since. */
  let room = 2 * sorted.length + someGaps;
  let wasted = 0;

  const tidy = (): void => {
    sorted = [...sorted, ...late].filter(({ isOpen }) => isOpen).sort((one, other) => one.seq - other.seq);
    late = [];
    room = 2 * sorted.length + someGaps;
    wasted = 0;
  };

  return {
    add(delivery) {
      if (delivery.seq >= (sorted.at(-1)?.seq ?? Number.NEGATIVE_INFINITY)) sorted.push(delivery);
      else late.push(delivery);
      if (sorted.length > room || late.length > mostLate) tidy();
    },
    within(from, to) {
      const found: LiveDelivery[] = [];
      let at = firstPast(0, sorted.length, (index) => sorted[index]!.seq >= from);
      for (; at < sorted.length && sorted[at]!.seq <= to; at++) {
        if (sorted[at]!.isOpen) found.push(sorted[at]!);
        else wasted++;
      }
      for (const each of late) if (each.isOpen && each.seq >= from && each.seq <= to) found.push(each);
      if (wasted > sorted.length + someGaps) tidy();
      return found;
    },
  };
}
