import { createRingMap } from '../../base/ring-map.ts';
import type { ContinuesLink, EmitsLink, ResumesSessionLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { ChainTracker } from '../connections/chain-tracker.ts';
import type { HeartbeatAnalyzer } from '../connections/heartbeat-analyzer.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { EventFate, SessionEntry } from '../results.ts';
import { leftByServer, missingFinding, recoveryMissed, repeatedFinding } from './event-findings.ts';

type MutableEntry = { -readonly [Key in keyof SessionEntry]: SessionEntry[Key] } & { replayed: number[] };

/** What a chain of connections has seen in one scope. */
interface History {
  entries: number;
  /** Events that the page sent right after it was first let in: its connect handler does so each time. */
  readonly usual: Map<string, number>;
  /** Offset that each event ended with last, and the one of them that came last. */
  readonly lasts: Map<string, Last>;
  last: Last | null;
  /** Events whose offset the application has shown to be one, by asking from it. */
  readonly trusted: Set<string>;
  /** The protocol keeps offsets here. */
  recoverable: boolean;
  /** Frame of each trusted offset, to see one again. */
  readonly seen: ReturnType<typeof createRingMap<string, number>>;
}

interface Last {
  readonly offset: string;
  readonly name: string;
  readonly frame: number;
}

interface Entering {
  readonly entry: MutableEntry;
  readonly history: History;
  readonly burst: Map<string, number>;
}

/** What a client kept while it was away it sends in the turn in which it is let in; a busy page takes a while for it. */
const burstMs = 50;
/** Replayed events follow the reconnect at once. */
const replayMs = 1000;
const maxScopes = 500;
const offsetsRemembered = 2000;
const maxNames = 200;

export type SettleFate = (packet: Packet, link: EmitsLink, fate: EventFate) => void;

export interface ResumeTracker {
  readonly entries: readonly SessionEntry[];
  accept(packet: Packet): void;
  /** Takes an event; true when its offset is one that a reconnect can ask from. */
  emitted(packet: Packet, link: EmitsLink): boolean;
  closed(connection: Connection): void;
  forget(isListed: (connection: number) => boolean): void;
}

/** Follows who entered which scope, what was asked to be recovered, what came again and what did not come. */
export function createResumeTracker(
  chains: ChainTracker,
  findings: FindingStore,
  heartbeats: Pick<HeartbeatAnalyzer, 'missedOn'>,
  settle: SettleFate,
): ResumeTracker {
  const entries: MutableEntry[] = [];
  const histories = createRingMap<string, History>(maxScopes);
  const entering = new Map<number, Map<string, Entering>>();

  const historyOf = (connection: number, scope: string): History => {
    const key = `${chains.of(connection)?.id ?? 0}|${scope}`;
    let history = histories.get(key);
    if (!history) {
      history = {
        entries: 0,
        usual: new Map(),
        lasts: new Map(),
        last: null,
        trusted: new Set(),
        recoverable: false,
        seen: createRingMap(offsetsRemembered),
      };
      histories.set(key, history);
    }
    return history;
  };

  const enter = (packet: Packet, scope: string): Entering => {
    const scopes = entering.get(packet.connection) ?? new Map<string, Entering>();
    if (scopes.size < maxScopes) entering.set(packet.connection, scopes);
    const entry: MutableEntry = {
      connection: packet.connection,
      scope,
      askFrame: packet.direction === 'sent' ? packet.frame : 0,
      answerFrame: 0,
      time: packet.time,
      resumedBy: null,
      offset: null,
      recovered: null,
      replayed: [],
      end: null,
      endFrame: null,
    };
    const begun = { entry, history: historyOf(packet.connection, scope), burst: new Map<string, number>() };
    scopes.set(scope, begun);
    return begun;
  };

  const ask = (packet: Packet, link: ResumesSessionLink): void => {
    const { entry, history } = enter(packet, link.scope);
    const last = [...history.lasts.values()].find((each) => each.offset === link.offset);
    if (link.token !== undefined) {
      entry.resumedBy = 'protocol';
      history.recoverable = true;
    } else if (last) {
      // The application asks from the last argument that an event came with: so that argument is its offset.
      entry.resumedBy = 'application';
      history.trusted.add(last.name);
      history.seen.set(`${last.name}|${last.offset}`, last.frame);
    }
    entry.offset = entry.resumedBy === null ? null : (link.offset ?? null);
  };

  const letIn = (packet: Packet, link: ContinuesLink): void => {
    const known = entering.get(packet.connection)?.get(link.scope);
    const { entry, history } = known && known.entry.answerFrame === 0 ? known : enter(packet, link.scope);
    entry.answerFrame = packet.frame;
    entry.time = packet.time;
    entry.recovered = link.recovered ?? null;
    history.entries++;
    if (link.token !== undefined) history.recoverable = true;
    entries.push(entry);
    if (entries.length > maxScopes) entries.shift();
    if (entry.recovered === false) findings.set(recoveryMissed(entry, packet, history.last));
  };

  /** Counted against what the page sends each time it is let in. */
  const inBurst = (packet: Packet, { entry, history, burst }: Entering): boolean => {
    if (entry.answerFrame === 0 || packet.time - entry.time > burstMs) return false;
    if (burst.size >= maxNames && !burst.has(packet.name)) return false;
    const count = (burst.get(packet.name) ?? 0) + 1;
    burst.set(packet.name, count);
    if (history.entries > 1) return count > (history.usual.get(packet.name) ?? 0);
    history.usual.set(packet.name, count);
    return false;
  };

  const byNumber = (history: History, link: EmitsLink, packet: Packet): void => {
    const before = Number(history.lasts.get(packet.name)?.offset);
    const now = Number(link.offset);
    if (!Number.isSafeInteger(before) || !Number.isSafeInteger(now)) return;
    if (now > before + 1) findings.set(missingFinding(packet, link.scope, before + 1, now));
  };

  /** Of the connection, or of the one that it took over from. */
  const entryOf = (connection: number, scope: string): MutableEntry | undefined =>
    entering.get(connection)?.get(scope)?.entry ??
    entries.findLast(
      (each) =>
        each.scope === scope && each.end === null && chains.of(each.connection) === chains.of(connection),
    );

  const leave = (packet: Packet, scope: string): void => {
    const entry = entryOf(packet.connection, scope);
    if (entry && entry.end === null) {
      entry.end = packet.direction === 'sent' ? 'page' : 'server';
      entry.endFrame = packet.frame;
    }
    if (packet.direction === 'received') findings.set(leftByServer(packet, scope));
  };

  /** What nobody left ended with its connection. */
  const lose = ({ id, endedBy }: Connection): void => {
    const scopes = entering.get(id);
    entering.delete(id);
    // The network record tells the end of long-polling, most often because a WebSocket took over.
    if (!scopes || endedBy === 'network') return;
    const missed = heartbeats.missedOn(id);
    for (const { entry } of scopes.values())
      if (entry.answerFrame > 0) entry.end ??= missed ? 'heartbeat' : 'transport';
  };

  return {
    entries,
    accept(packet) {
      for (const link of packet.links) {
        if ((link.kind === 'resumes-session' || link.kind === 'continues') && link.tentative) continue;
        if (link.kind === 'resumes-session') ask(packet, link);
        else if (link.kind === 'asks' && link.key === link.scope) enter(packet, link.key);
        else if (link.kind === 'continues') letIn(packet, link);
        else if (link.kind === 'leaves') leave(packet, link.scope);
      }
    },
    emitted(packet, link) {
      const now = entering.get(packet.connection)?.get(link.scope);
      if (packet.direction === 'sent') {
        if (now && inBurst(packet, now)) settle(packet, link, 'buffered');
        return false;
      }
      const history = historyOf(packet.connection, link.scope);
      if (link.offset === undefined) return false;
      // An application's offset is one once it has asked from it.
      const own = history.trusted.has(packet.name);
      const isNumber = /^-?\d+$/.test(link.offset);
      const trusted = own || link.tentative !== true || (!isNumber && history.recoverable);
      const key = `${packet.name}|${link.offset}`;
      const before = trusted ? history.seen.get(key) : undefined;
      if (before !== undefined) {
        settle(packet, link, 'repeated');
        findings.set(repeatedFinding(packet, before, link.offset));
      } else if (now && isReplay(now.entry, packet, own)) {
        settle(packet, link, 'replayed');
        if (now.entry.replayed.length < 1000) now.entry.replayed.push(packet.frame);
      }
      if (own && before === undefined) byNumber(history, link, packet);
      if (trusted) history.seen.set(key, packet.frame);
      history.last = { offset: link.offset, name: packet.name, frame: packet.frame };
      if (history.lasts.size < maxNames || history.lasts.has(packet.name))
        history.lasts.set(packet.name, history.last);
      return trusted;
    },
    closed: lose,
    forget(isListed) {
      for (const connection of entering.keys()) if (!isListed(connection)) entering.delete(connection);
    },
  };
}

/**
 * A server that recovers a session sends what was missed before it lets the page in (so does Socket.IO); one that is asked by the
 * application's own offset does so right after.
 */
function isReplay(entry: SessionEntry, packet: Packet, own: boolean): boolean {
  if (entry.resumedBy === 'protocol') return entry.answerFrame === 0;
  return (
    entry.resumedBy === 'application' && own && entry.answerFrame > 0 && packet.time - entry.time <= replayMs
  );
}
