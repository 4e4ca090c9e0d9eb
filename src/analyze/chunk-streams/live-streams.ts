import type { Direction } from '../../wire/fact.ts';
import type { MutableStream } from './stream-state.ts';

/** Streams that one connection carries in one direction, in the order in which they began there. */
export interface Carrier {
  readonly streams: Set<MutableStream>;
  readonly byId: Map<string, MutableStream>;
  /** How many there were when all were last told to be ambiguous. */
  ambiguous: number;
}

/** Streams that are started and not ended, findable without walking over thousands of them. */
export interface LiveStreams {
  readonly size: number;
  has(stream: MutableStream): boolean;
  add(stream: MutableStream): void;
  /** Ended, or given up. */
  delete(stream: MutableStream): void;
  /** Carried by another connection from now on; null: cut off. */
  move(stream: MutableStream, connection: number | null): void;
  carrier(connection: number, direction: Direction): Carrier | undefined;
  oldest(): MutableStream | undefined;
  /** Notes that something of it came. */
  touch(stream: MutableStream): void;
  /** Takes out, oldest first, the streams of which nothing came since `before`; each is told once until it goes on. */
  idle(before: number): readonly MutableStream[];
  /** The one that waits longest of those that are not idle yet. */
  nextIdle(): MutableStream | undefined;
  [Symbol.iterator](): Iterator<MutableStream>;
}

export function createLiveStreams(): LiveStreams {
  const all = new Set<MutableStream>();
  const carriers = new Map<string, Carrier>();
  /** Those that are not idle, the one that has waited longest first. */
  const active = new Set<MutableStream>();

  const keyOf = (connection: number, direction: Direction): string => `${connection} ${direction}`;

  const leave = (stream: MutableStream): void => {
    if (stream.on === null) return;
    const key = keyOf(stream.on, stream.direction);
    const carrier = carriers.get(key);
    if (!carrier) return;
    carrier.streams.delete(stream);
    if (stream.streamId !== undefined && carrier.byId.get(stream.streamId) === stream)
      carrier.byId.delete(stream.streamId);
    if (carrier.streams.size === 0) carriers.delete(key);
  };

  const join = (stream: MutableStream): void => {
    if (stream.on === null) return;
    const key = keyOf(stream.on, stream.direction);
    let carrier = carriers.get(key);
    if (!carrier) {
      carrier = { streams: new Set(), byId: new Map(), ambiguous: 0 };
      carriers.set(key, carrier);
    }
    carrier.streams.add(stream);
    carrier.ambiguous = 0;
    // The first of two under one id is the one that goes on.
    if (stream.streamId !== undefined && !carrier.byId.has(stream.streamId))
      carrier.byId.set(stream.streamId, stream);
  };

  return {
    get size() {
      return all.size;
    },
    has: (stream) => all.has(stream),
    add(stream) {
      all.add(stream);
      join(stream);
    },
    delete(stream) {
      leave(stream);
      all.delete(stream);
      active.delete(stream);
    },
    move(stream, connection) {
      leave(stream);
      stream.on = connection;
      join(stream);
    },
    carrier: (connection, direction) => carriers.get(keyOf(connection, direction)),
    oldest() {
      const [first] = all;
      return first;
    },
    touch(stream) {
      active.delete(stream);
      active.add(stream);
    },
    idle(before) {
      const found: MutableStream[] = [];
      for (const stream of active) {
        if (stream.activeAt >= before) break;
        found.push(stream);
      }
      for (const stream of found) active.delete(stream);
      return found;
    },
    nextIdle() {
      const [first] = active;
      return first;
    },
    [Symbol.iterator]: () => all[Symbol.iterator](),
  };
}
