import type { LiveDelivery } from './live-delivery.ts';

/** Deliveries of one numbering that wait for an ack, oldest first. One that is taken out while they are walked over is skipped. */
export interface OpenDeliveries {
  readonly size: number;
  oldest(): LiveDelivery | undefined;
  /** Takes one that was never in. */
  add(delivery: LiveDelivery): void;
  /** False where it was not in. */
  delete(delivery: LiveDelivery): boolean;
  /** It stays in, and comes before the others, but is none of those that reconnects are told of. */
  rest(delivery: LiveDelivery): void;
  /** Takes that back. */
  wake(delivery: LiveDelivery): void;
  /** Those that do not rest. */
  active(): Iterable<LiveDelivery>;
  readonly activeSize: number;
  [Symbol.iterator](): Iterator<LiveDelivery>;
}

/** Gaps in a list that are always borne. */
const someGaps = 64;

/**
 * A list with gaps instead of a Set: nearly all are acknowledged in the order in which they were sent, and a Set gives each a hash and
 * a place of its own for that short time (test/bench/decode.bench.ts).
 */
export function createOpenDeliveries(): OpenDeliveries {
  const active = createGappyList((each) => each.isOpen && !each.isResting);
  const resting = createGappyList((each) => each.isOpen && each.isResting);
  /** Of those that rest, the ones that were sent again: they count as active until they rest again. */
  const woken = new Set<LiveDelivery>();
  return {
    get size() {
      return active.size + resting.size;
    },
    oldest: () => (resting.size > 0 ? resting.oldest() : active.oldest()),
    add(delivery) {
      delivery.isOpen = true;
      active.add(delivery);
    },
    delete(delivery) {
      if (!delivery.isOpen) return false;
      (delivery.isResting ? resting : active).size--;
      woken.delete(delivery);
      delivery.isOpen = false;
      return true;
    },
    rest(delivery) {
      if (!delivery.isOpen || woken.delete(delivery) || delivery.isResting) return;
      active.size--;
      delivery.isResting = true;
      resting.add(delivery);
    },
    wake(delivery) {
      if (delivery.isOpen && delivery.isResting) woken.add(delivery);
    },
    *active() {
      yield* woken;
      yield* active;
    },
    get activeSize() {
      return active.size + woken.size;
    },
    *[Symbol.iterator]() {
      if (resting.size > 0) yield* resting;
      yield* active;
    },
  };
}

interface GappyList {
  /** Entries that are in; whoever takes one out by a mark on it counts down. */
  size: number;
  oldest(): LiveDelivery | undefined;
  add(delivery: LiveDelivery): void;
  [Symbol.iterator](): Iterator<LiveDelivery>;
}

function createGappyList(isIn: (delivery: LiveDelivery) => boolean): GappyList {
  let list: LiveDelivery[] = [];
  /** Before it there are only gaps. */
  let head = 0;
  /** Gaps that were walked over since they were last taken out. */
  let wasted = 0;
  return {
    size: 0,
    oldest() {
      while (head < list.length && !isIn(list[head]!)) head++;
      return list[head];
    },
    add(delivery) {
      if (list.length > 2 * this.size + someGaps || wasted > list.length + someGaps) {
        list = list.filter(isIn);
        head = 0;
        wasted = 0;
      }
      list.push(delivery);
      this.size++;
    },
    *[Symbol.iterator]() {
      const walked = list;
      for (let at = head; at < walked.length; at++) {
        if (isIn(walked[at]!)) yield walked[at]!;
        else wasted++;
      }
    },
  };
}
