import { firstPast } from '../../src/base/first-past.ts';
import type { Connection, SessionLog } from '../../src/session/session.ts';
import { capText } from '../../src/wire/fact-caps.ts';
import { stringCaps } from '../../src/wire/limits.ts';
import { createFirstFrames } from './first-frames.ts';
import type { NetworkEntry } from './network-entry.ts';

/** The browser may hold a handshake back while another one to the same host is under way (RFC 6455 §4.1). */
const heldBackMs = 30_000;
const clockMs = 100;

export interface Match {
  readonly connection: number;
  /** One of several that the record cannot tell apart: good enough for headers, not for counting. */
  readonly guessed: boolean;
}

/** Finds the recorded connection that a network entry is about. A page may open thousands to one URL within a reading. */
export interface EntryMatcher {
  /** Looks at what the log lists now. To be called before the matches of each reading. */
  begin(): void;
  /**
   * Of several connections to one URL, the one whose first frame passed when the entry's did; `hurry` takes the oldest when there is
   * none to go by. Null: not known (yet). What was matched is taken.
   */
  match(entry: NetworkEntry, hurry: boolean): Match | null;
  /** The browser forgot the entry that had taken this connection. */
  release(connection: number): void;
}

/** Connections to one URL that nothing has taken. */
interface Candidates {
  /** Met alive by a late capture: when they began is not known. */
  readonly late: Connection[];
  /** By the time at which they began. */
  readonly fresh: Connection[];
  /** Of both those that have frames, by the time of their first; made when it is asked for. */
  byFirstFrame: Connection[] | null;
}

export function createEntryMatcher(log: SessionLog): EntryMatcher {
  const taken = new Set<number>();
  const firstFrames = createFirstFrames(log);
  let byUrl: Map<string, Candidates> | null = null;

  const index = (): Map<string, Candidates> => {
    const all = new Map<string, Candidates>();
    for (const each of log.connections) {
      if (each.fromNetwork || taken.has(each.id)) continue;
      let of = all.get(each.url);
      if (!of) {
        of = { late: [], fresh: [], byFirstFrame: null };
        all.set(each.url, of);
      }
      (each.firstReadyState > 0 ? of.late : of.fresh).push(each);
    }
    for (const { fresh } of all.values()) fresh.sort((one, other) => one.constructedAt - other.constructedAt);
    return all;
  };

  /** The first two that an entry may be about; more make no difference. */
  const firstTwo = ({ late, fresh }: Candidates, entry: NetworkEntry): readonly Connection[] => {
    const found: Connection[] = late.slice(0, 2);
    const began = entry.startedAt === null ? null : entry.startedAt - log.startedAt;
    let at =
      began === null
        ? 0
        : firstPast(0, fresh.length, (place) => fresh[place]!.constructedAt > began - heldBackMs);
    for (; at < fresh.length && found.length < 2; at++) {
      if (began !== null && fresh[at]!.constructedAt >= began + clockMs) break;
      if (couldBe(fresh[at]!, entry, log)) found.push(fresh[at]!);
    }
    return found;
  };

  /** Those whose first frame passed at `time` (session ms), as far as two clocks agree, the nearest first. */
  const nearest = (of: Candidates, entry: NetworkEntry, time: number): readonly Connection[] => {
    const timeOf = ({ id }: Connection): number => firstFrames.timeOf(id) ?? Number.POSITIVE_INFINITY;
    if (!of.byFirstFrame) firstFrames.read();
    of.byFirstFrame ??= [...of.late, ...of.fresh]
      .filter(({ id }) => firstFrames.timeOf(id) !== undefined)
      .sort((one, other) => timeOf(one) - timeOf(other));
    const sorted = of.byFirstFrame;
    const near: Connection[] = [];
    let at = firstPast(0, sorted.length, (place) => timeOf(sorted[place]!) > time - clockMs);
    for (; at < sorted.length && timeOf(sorted[at]!) < time + clockMs; at++)
      if (couldBe(sorted[at]!, entry, log)) near.push(sorted[at]!);
    return near.sort((one, other) => Math.abs(timeOf(one) - time) - Math.abs(timeOf(other) - time));
  };

  const choose = (of: Candidates, entry: NetworkEntry, hurry: boolean): Match | null => {
    const [only, another] = firstTwo(of, entry);
    if (!only) return null;
    // Of one met alive by a late capture the record has its beginning too.
    if (!another) return { connection: only.id, guessed: only.firstReadyState > 0 };
    const [first] = entry.messages;
    const near = first ? nearest(of, entry, first.time * 1000 - log.startedAt) : [];
    if (near.length > 0) return { connection: near[0]!.id, guessed: near.length > 1 };
    return hurry ? { connection: only.id, guessed: true } : null;
  };

  const take = (of: Candidates, id: number): void => {
    taken.add(id);
    for (const list of [of.late, of.fresh, of.byFirstFrame ?? []]) {
      const at = list.findIndex((each) => each.id === id);
      if (at >= 0) list.splice(at, 1);
    }
  };

  return {
    begin() {
      byUrl = null;
    },
    match(entry, hurry) {
      byUrl ??= index();
      const of = byUrl.get(capText(entry.url, stringCaps.url));
      const match = of ? choose(of, entry, hurry) : null;
      if (of && match) take(of, match.connection);
      return match;
    },
    release: (connection) => taken.delete(connection),
  };
}

function couldBe(connection: Connection, { startedAt }: NetworkEntry, log: SessionLog): boolean {
  if (connection.firstReadyState > 0) return true;
  if (startedAt === null) return connection.closedAt !== null && connection.openedAt === null;
  const after = startedAt - (log.startedAt + connection.constructedAt);
  return after > -clockMs && after < heldBackMs;
}
