import { createRingMap } from '../../../base/ring-map.ts';
import type { Direction } from '../../../wire/fact.ts';
import { keyOf } from '../../key.ts';
import type { Fields } from './fields.ts';

/** Pings that may still be answered. */
const remembered = 100;

/** Heartbeats that carry an id, as calls do: what answers one is a heartbeat too, whatever its type says. */
export interface Beats {
  /** A ping of this direction. */
  sent(direction: Direction, fields: Fields): void;
  /** Whether this message, of the other side, answers one; that one is forgotten. */
  answers(direction: Direction, fields: Fields): boolean;
}

export function createBeats(): Beats {
  const open = {
    sent: createRingMap<string, true>(remembered),
    received: createRingMap<string, true>(remembered),
  };
  return {
    sent(direction, { id }) {
      const key = keyOf(id);
      if (key !== null) open[direction].set(key, true);
    },
    answers(direction, { id, reply }) {
      const theirs = direction === 'sent' ? open.received : open.sent;
      if (theirs.size === 0) return false;
      const key = keyOf(reply ?? id);
      return key !== null && theirs.delete(key);
    },
  };
}
