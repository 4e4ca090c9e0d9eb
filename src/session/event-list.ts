import { stringsOf } from '../wire/fact-caps.ts';
import { worths } from './event-worth.ts';
import { textBytes } from './held-bytes.ts';
import type { SessionEvent } from './session.ts';

export interface Freed {
  readonly count: number;
  readonly bytes: number;
}

/** Everything but frames, in order, within a number and a size. */
export interface EventList {
  /** Grows in place. What is let go makes another list of it, so that a reader of the former one can finish. */
  readonly all: readonly SessionEvent[];
  /** Bytes of memory that the strings take. */
  readonly bytes: number;
  push(event: SessionEvent): void;
  /**
   * Lets go of an eighth more than it must, so that each event costs the same however many are kept: by worth, lowest first, then
   * the oldest. Returns what went.
   */
  shrink(most: number, mostBytes: number, worthOf: (event: SessionEvent) => number): readonly SessionEvent[];
  /** Keeps these alone. Returns the others. */
  keep(isKept: (event: SessionEvent) => boolean): readonly SessionEvent[];
}

export function eventBytes(event: SessionEvent): number {
  let bytes = 0;
  for (const text of stringsOf(event)) bytes += textBytes(text);
  return bytes;
}

export function createEventList(): EventList {
  let all: SessionEvent[] = [];
  let bytes = 0;

  const keep = (isKept: (event: SessionEvent, at: number) => boolean): SessionEvent[] => {
    const kept: SessionEvent[] = [];
    const gone: SessionEvent[] = [];
    for (let at = 0; at < all.length; at++) (isKept(all[at]!, at) ? kept : gone).push(all[at]!);
    if (gone.length === 0) return gone;
    for (const event of gone) bytes -= eventBytes(event);
    all = kept;
    return gone;
  };

  return {
    get all() {
      return all;
    },
    get bytes() {
      return bytes;
    },
    push(event) {
      all.push(event);
      bytes += eventBytes(event);
    },
    shrink(most, mostBytes, worthOf) {
      let count = all.length > most ? all.length - Math.floor((most * 7) / 8) : 0;
      let size = bytes > mostBytes ? bytes - Math.floor((mostBytes * 7) / 8) : 0;
      const worth = Uint8Array.from(all, worthOf);
      for (let each = 0; each < worths && (count > 0 || size > 0); each++)
        for (let at = 0; at < all.length && (count > 0 || size > 0); at++) {
          if (worth[at] !== each) continue;
          const own = size > 0 ? eventBytes(all[at]!) : 0;
          if (count <= 0 && own === 0) continue;
          worth[at] = worths;
          count--;
          size -= own;
        }
      return keep((_, at) => worth[at] !== worths);
    },
    keep,
  };
}
