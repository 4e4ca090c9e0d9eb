import type { Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import { isObject, type JsonObject } from '../../json.ts';
import type { ChunkLink } from '../../link.ts';
import type { Announcement } from './stream-links.ts';

interface Bringing extends Announcement {
  readonly id: string;
  left: number;
}

/**
 * Transfers in dialects without a word for one: a message with a name and a size, and right behind it binary frames, which are counted up
 * to that size.
 *
 *   > {"op": "put", "name": "a.bin", "length": 12}   > 6 bytes   > 6 bytes: complete
 */
export interface BroughtBytes {
  /** A message that was no binary frame. */
  heard(message: unknown, direction: Direction): void;
  /** The chunk that a binary frame is; null where no message announced it, or where it is more than is left to come. */
  take(frame: Frame): ChunkLink | null;
}

/** @param announcementIn asked only about the message right before a binary frame */
export function createBroughtBytes(
  announcementIn: (message: JsonObject) => Announcement | null,
): BroughtBytes {
  const before: Record<Direction, unknown> = { sent: undefined, received: undefined };
  const bringing: Record<Direction, Bringing | null> = { sent: null, received: null };

  const begin = ({ direction, number, size }: Frame): Bringing | null => {
    const message = before[direction];
    before[direction] = undefined;
    const announced = isObject(message) ? announcementIn(message) : null;
    if (!announced || size > announced.bytes) return null;
    return { ...announced, id: `announced before frame ${number}`, left: announced.bytes };
  };

  return {
    heard(message, direction) {
      before[direction] = message;
    },
    take(frame) {
      const { direction, size } = frame;
      const current = begin(frame) ?? bringing[direction];
      if (!current || size > current.left) return null;
      current.left -= size;
      const last = current.left === 0;
      bringing[direction] = last ? null : current;
      const { id, name, bytes } = current;
      return { kind: 'chunk', id, bytes: size, opens: { name, bytes }, ...(last && { last }) };
    },
  };
}
