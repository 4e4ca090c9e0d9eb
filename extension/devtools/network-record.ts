import { fromBase64, utf8Length } from '../../src/base/bytes.ts';
import type { Numbering } from '../../src/session/rebase.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { Fact } from '../../src/wire/fact.ts';
import { headerIn, type NetworkEntry, readNetworkEntry } from './network-entry.ts';
import { createEntryMatcher } from './network-match.ts';
import { createPace, tickMs } from './network-pace.ts';

export interface NetworkRecord {
  /** Reads the browser's record now, or joins a reading that is under way. */
  read(): Promise<void>;
  /** Reads it again and again, as often as nobody feels it (see network-pace.ts). Returns what ends that. */
  follow(): () => void;
}

export interface NetworkRecordOptions {
  readonly log: SessionWriter;
  readonly numbering: Numbering;
  /** `devtools.network.getHAR()`. */
  readonly har: () => Promise<unknown>;
  /** Where the hook is loaded from: its calls in an entry's stack tell that it saw the connection itself. */
  readonly hookUrl: string;
  /** Wall clock, ms since the epoch. */
  readonly wallClock: () => number;
  readonly isPaused: () => boolean;
}

/** What is known of one entry. */
interface Known {
  readonly since: number;
  /** Its connection in the log; null while nobody knows. */
  connection: number | null;
  /** Whether this record alone tells of the connection. */
  adopted: boolean;
  comparable: boolean;
  handshaken: boolean;
  /** Messages of an adopted entry that are in the log. */
  told: number;
  ended: boolean;
  /** Counts at the reading before: `browser's sent, received, recorded sent, received`. */
  counts: string;
}

/** How long an entry may wait for the hook's own word of it. */
const patienceMs = 2500;

/**
 * The browser's own record of WebSockets, next to the hook's: handshakes, connections that no hook sees (of workers, and
 * WebSocketStream), and a count to compare with.
 */
export function createNetworkRecord(options: NetworkRecordOptions): NetworkRecord {
  const { log, numbering, wallClock } = options;
  const known = new Map<string, Known>();
  const workerPages = new Map<string, number>();
  let epoch = log.epoch;
  let reading: Promise<void> | null = null;
  const pace = createPace(log, performance.now());
  const matcher = createEntryMatcher(log);

  const place = (wall: number): { order: number; time: number } => {
    numbering.zero ??= wall;
    return { order: numbering.order(), time: Math.max(0, wall - numbering.zero) };
  };
  const now = (): { order: number; time: number } => place(wallClock());

  /** After a clear or a navigation: what the log no longer lists is over, and of the rest the counts began anew. */
  const forget = (): void => {
    epoch = log.epoch;
    workerPages.clear();
    for (const each of known.values()) {
      each.comparable = false;
      if (each.connection !== null && !log.connection(each.connection)) each.ended = true;
    }
  };

  /** The document without a hook that constructed it. None where a hook stands in another document of that URL, and may yet tell. */
  const unhookedPage = (entry: NetworkEntry): number | null => {
    const pages = log.pages.filter((each) => each.url === entry.script && each.leftAt === null);
    return pages.every((each) => each.unhooked) ? (pages.at(-1)?.id ?? null) : null;
  };

  const pageOf = (entry: NetworkEntry, startedAt: number): number => {
    if (!entry.worker) {
      const unhooked = unhookedPage(entry);
      if (unhooked !== null) return unhooked;
      const page = log.pages.findLast((each) => each.frame === 'top' && each.leftAt === null);
      if (page) return page.id;
    }
    const existing = workerPages.get(entry.script);
    if (existing !== undefined) return existing;
    const page = numbering.page();
    workerPages.set(entry.script, page);
    const placed = place(startedAt);
    const frame = entry.worker ? 'worker' : 'top';
    log.append({ kind: 'page', ...placed, page, url: entry.script, frame, origin: numbering.zero! });
    return page;
  };

  const adopt = (entry: NetworkEntry, state: Known): void => {
    const startedAt = entry.startedAt ?? wallClock();
    const page = pageOf(entry, startedAt);
    const connection = numbering.connection();
    const { url, protocols } = entry;
    state.connection = connection;
    state.adopted = true;
    log.append({
      kind: 'constructed',
      ...place(startedAt),
      connection,
      page,
      url,
      protocols,
      readyState: 0,
      by: 'network',
    });
  };

  const tellHandshake = (entry: NetworkEntry, state: Known, connection: number): void => {
    if (state.handshaken || !entry.handshake) return;
    state.handshaken = true;
    const { handshake } = entry;
    const at = entry.startedAt === null ? now() : place(entry.startedAt + (handshake.wait ?? 0));
    log.append({ kind: 'handshake', ...at, connection, ...handshake });
    if (!state.adopted || handshake.status !== 101) return;
    const protocol = headerIn(handshake.responseHeaders, 'sec-websocket-protocol') ?? '';
    const extensions = headerIn(handshake.responseHeaders, 'sec-websocket-extensions') ?? '';
    log.append({ kind: 'opened', ...at, order: numbering.order(), connection, protocol, extensions });
  };

  const tellMessages = ({ messages }: NetworkEntry, state: Known, connection: number): void => {
    if (state.told >= messages.length) return;
    if (options.isPaused()) {
      const count = messages.length - state.told;
      log.append({ kind: 'dropped', ...now(), what: 'facts', count, bytes: 0, why: 'paused' });
      state.told = messages.length;
      return;
    }
    for (; state.told < messages.length; state.told++) {
      const { type, time, opcode, data: told } = messages[state.told]!;
      const binary = opcode === 2;
      const data = binary ? fromBase64(told) : told;
      const size = data === null ? 0 : typeof data === 'string' ? utf8Length(data) : data.length;
      const fact: Fact = {
        kind: 'frame',
        ...place(time * 1000),
        connection,
        number: numbering.frame(),
        direction: type === 'send' ? 'sent' : 'received',
        size,
        data,
        binary,
      };
      log.append(data === null ? { ...fact, payload: 'dropped' } : fact);
    }
  };

  /** Compares once neither side has moved between two readings: what is under way is not missing. */
  const compare = ({ messages }: NetworkEntry, state: Known, id: number): void => {
    const connection = log.connection(id);
    if (!connection || connection.fromNetwork || !state.comparable) return;
    if (options.isPaused()) state.comparable = false;
    const sent = messages.filter(({ type }) => type === 'send').length;
    const received = messages.length - sent;
    const recordedSent = connection.sent.frames;
    const recordedReceived = connection.received.frames;
    const counts = [sent, received, recordedSent, recordedReceived].join();
    const atRest = counts === state.counts;
    state.counts = counts;
    if (!atRest) return;
    const last = connection.compared;
    if (last && counts === [last.sent, last.received, last.recordedSent, last.recordedReceived].join())
      return;
    const told = { connection: id, sent, received, recordedSent, recordedReceived };
    log.append({ kind: 'compared', ...now(), ...told });
  };

  /** No hook will ever tell of it. */
  const isUnhooked = (entry: NetworkEntry): boolean => entry.worker || unhookedPage(entry) !== null;

  const take = (entry: NetworkEntry): void => {
    // Of a session before this one. (An entry without a start has no frames either: its URL must match.)
    if (entry.startedAt !== null && log.startedAt > 0 && entry.startedAt < log.startedAt - 1000) return;
    let state = known.get(entry.key);
    if (!state) {
      state = {
        since: wallClock(),
        connection: null,
        adopted: false,
        comparable: true,
        handshaken: false,
        told: 0,
        ended: false,
        counts: '',
      };
      known.set(entry.key, state);
    }
    if (state.ended) return;
    if (state.connection === null) {
      const waited = wallClock() - state.since;
      const match = matcher.match(entry, waited > patienceMs);
      if (match) {
        state.connection = match.connection;
        state.comparable &&= !match.guessed;
      } else if (entry.startedAt !== null && (waited > patienceMs || isUnhooked(entry))) adopt(entry, state);
      else return;
    }
    const connection = state.connection!;
    tellHandshake(entry, state, connection);
    if (state.adopted) {
      tellMessages(entry, state, connection);
      if (!entry.finished) return;
      state.ended = true;
      log.append({ kind: 'ended', ...now(), connection });
    } else compare(entry, state, connection);
  };

  const readNow = async (): Promise<void> => {
    const from = performance.now();
    const har = (await options.har()) as { readonly entries?: unknown } | null;
    const entries: readonly unknown[] = Array.isArray(har?.entries) ? har.entries : [];
    if (epoch !== log.epoch) forget();
    const version = log.version;
    const seen = new Set<string>();
    let messages = 0;
    matcher.begin();
    for (const raw of entries) {
      const entry = readNetworkEntry(raw, options.hookUrl);
      if (!entry) continue;
      seen.add(entry.key);
      // One more for the entry itself, which takes as long to read as a message.
      messages += entry.messages.length + 1;
      take(entry);
    }
    for (const [key, state] of known) {
      if (seen.has(key)) continue;
      // The browser forgot it with the page it was of.
      known.delete(key);
      if (state.connection !== null) matcher.release(state.connection);
      if (state.adopted && !state.ended && log.connection(state.connection!))
        log.append({ kind: 'ended', ...now(), connection: state.connection! });
    }
    const to = performance.now();
    pace.took(to, to - from, messages);
    if (version !== log.version) log.flush();
  };

  const read = (): Promise<void> => {
    reading ??= readNow().finally(() => {
      reading = null;
    });
    return reading;
  };

  return {
    read,
    follow() {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const next = (): void => {
        timer = setTimeout(() => void again(), tickMs);
      };
      const again = async (): Promise<void> => {
        try {
          if (pace.isDue(performance.now())) await read();
        } catch {
          // The inspected page is going away; the next reading tells.
        }
        next();
      };
      next();
      return () => clearTimeout(timer);
    },
  };
}
