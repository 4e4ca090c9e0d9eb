import type { Connection, SessionLog } from '../../src/session/session.ts';
import { capText } from '../../src/wire/fact-caps.ts';
import { stringCaps } from '../../src/wire/limits.ts';
import type { NetworkEntry } from './network-entry.ts';

/** The browser may hold a handshake back while another one to the same host is under way (RFC 6455 §4.1). */
const heldBackMs = 30_000;
const clockMs = 100;

export interface Match {
  readonly connection: number;
  /** One of several that the record cannot tell apart: good enough for headers, not for counting. */
  readonly guessed: boolean;
}

/**
 * The recorded connection that a network entry is about. Of several to one URL, the one whose first frame passed when the
 * entry's did; `hurry` takes the oldest when there is none to go by. Null: not known (yet).
 */
export function matchEntry(
  entry: NetworkEntry,
  log: SessionLog,
  isTaken: (connection: number) => boolean,
  hurry: boolean,
): Match | null {
  const url = capText(entry.url, stringCaps.url);
  const candidates = log.connections.filter(
    (each) => each.url === url && !each.fromNetwork && !isTaken(each.id) && couldBe(each, entry, log),
  );
  if (candidates.length === 0) return null;
  const [only] = candidates;
  // Of one met alive by a late capture the record has its beginning too.
  if (candidates.length === 1) return { connection: only!.id, guessed: only!.firstReadyState > 0 };
  const [first] = entry.messages;
  if (first) {
    const at = first.time * 1000 - log.startedAt;
    const times = firstFrameTimes(log, candidates);
    const distance = ({ id }: Connection): number => Math.abs((times.get(id) ?? Infinity) - at);
    const [nearest, next] = candidates.toSorted((one, other) => distance(one) - distance(other));
    if (distance(nearest!) < clockMs) return { connection: nearest!.id, guessed: distance(next!) < clockMs };
  }
  return hurry ? { connection: candidates[0]!.id, guessed: true } : null;
}

function couldBe(connection: Connection, { startedAt }: NetworkEntry, log: SessionLog): boolean {
  if (connection.firstReadyState > 0) return true;
  if (startedAt === null) return connection.closedAt !== null && connection.openedAt === null;
  const after = startedAt - (log.startedAt + connection.constructedAt);
  return after > -clockMs && after < heldBackMs;
}

function firstFrameTimes(log: SessionLog, connections: readonly Connection[]): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  const wanted = new Set(
    connections.filter((each) => each.sent.frames + each.received.frames > 0).map(({ id }) => id),
  );
  for (let number = log.firstFrame; number <= log.lastFrame && wanted.size > 0; number++) {
    const frame = log.frame(number);
    if (frame && wanted.delete(frame.connection)) times.set(frame.connection, frame.time);
  }
  return times;
}
