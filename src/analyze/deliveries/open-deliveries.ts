import type { LiveDelivery } from './live-delivery.ts';

/** Deliveries of one numbering that wait for an ack, oldest first. One that is taken out while they are walked over is skipped. */
export interface OpenDeliveries {
  readonly size: number;
  oldest(): LiveDelivery | undefined;
  /** Takes one that was never in. */
  add(delivery: LiveDelivery): void;
  /** False where it was not in. */
  delete(delivery: LiveDelivery): boolean;
  [Symbol.iterator](): Iterator<LiveDelivery>;
}

/** Gaps in the list that are always borne. */
const someGaps = 64;

/**
 * A list with gaps instead of a Set: nearly all are acknowledged in the order in which they were sent, and a Set gives each a hash and
 * a place of its own for that short time (test/bench/decode.bench.ts).
 */
export function createOpenDeliveries(): OpenDeliveries {
  let list: LiveDelivery[] = [];
  let size = 0;
  /** Before it there are only gaps. */
  let head = 0;
  return {
    get size() {
      return size;
    },
    oldest() {
      while (head < list.length && !list[head]!.isOpen) head++;
      return list[head];
    },
    add(delivery) {
      if (list.length > 2 * size + someGaps) {
        list = list.filter((each) => each.isOpen);
        head = 0;
      }
      delivery.isOpen = true;
      list.push(delivery);
      size++;
    },
    delete(delivery) {
      if (!delivery.isOpen) return false;
      delivery.isOpen = false;
      size--;
      return true;
    },
    *[Symbol.iterator]() {
      for (const each of list) if (each.isOpen) yield each;
    },
  };
}
