import { createRingMap } from '../../base/ring-map.ts';
import type { EmitsLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Connection } from '../../session/session.ts';
import type { Direction } from '../../wire/fact.ts';
import type { Analyzer } from '../analyzer.ts';
import type { ChainTracker } from '../connections/chain-tracker.ts';
import type { HeartbeatAnalyzer } from '../connections/heartbeat-analyzer.ts';
import type { RetryAnalyzer } from '../deliveries/retry-analyzer.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { EventFate, EventStats, Guarantee, SessionEntry } from '../results.ts';
import { inDoubtFinding } from './event-findings.ts';
import { createResumeTracker, type ResumeTracker } from './resume-tracker.ts';

type MutableStats = { -readonly [Key in keyof EventStats]: EventStats[Key] } & {
  fates: Record<EventFate, number>;
  latencies: number[];
  /** A reconnect can ask from its offsets. */
  trusted: boolean;
};

const maxEvents = 2000;
const maxLatencies = 1000;
/** Fates and acks remembered, by frame and by key. */
const remembered = 50_000;
/** Events without ack under way at a drop that are named. */
const maxUnderWay = 1000;

export interface EventAnalyzer extends Analyzer {
  readonly all: readonly EventStats[];
  readonly entries: readonly SessionEntry[];
  /** What became of the event in this frame, where there is something to tell. */
  fate(frame: number): EventFate | undefined;
}

/**
 * Did my event arrive? Counts the application's events by name and says what is known of each: acknowledged; sent without ack, and
 * then under way when the connection broke; kept by the client while it was away and sent on the reconnect; replayed by the server;
 * received again.
 */
export function createEventAnalyzer(
  chains: ChainTracker,
  findings: FindingStore,
  retries: RetryAnalyzer,
  heartbeats: Pick<HeartbeatAnalyzer, 'missedOn'>,
): EventAnalyzer {
  const all: MutableStats[] = [];
  const byName = new Map<string, MutableStats>();
  const fates = createRingMap<number, EventFate>(remembered);
  const asked = createRingMap<string, { readonly stats: MutableStats; readonly time: number }>(remembered);
  /** Sent without ack since the last frame of the server, by connection. */
  const underWay = new Map<number, { frame: number; stats: MutableStats }[]>();

  const settle = (frame: number, stats: MutableStats, fate: EventFate): void => {
    if (fates.has(frame)) return;
    fates.set(frame, fate);
    stats.fates[fate]++;
  };

  const statsOf = (packet: Packet, link: EmitsLink): MutableStats => {
    const known = byName.get(`${packet.direction}|${link.scope}|${packet.name}`);
    if (known) return known;
    // Names and scopes that are made up without end are counted together.
    const isFull = byName.size >= maxEvents;
    const scope = isFull ? '' : link.scope;
    const name = isFull ? '' : packet.name;
    const key = `${packet.direction}|${scope}|${name}`;
    let stats = byName.get(key);
    if (!stats) {
      stats = {
        id: all.length,
        scope,
        name,
        direction: packet.direction,
        guarantee: 'at-most-once',
        count: 0,
        asked: 0,
        acked: 0,
        failed: 0,
        retries: 0,
        withOffset: 0,
        fates: { 'in-doubt': 0, buffered: 0, replayed: 0, repeated: 0 },
        latencies: [],
        firstFrame: packet.frame,
        lastFrame: packet.frame,
        evidence: [packet.frame],
        trusted: false,
      };
      byName.set(key, stats);
      all.push(stats);
    }
    return stats;
  };

  const resumes: ResumeTracker = createResumeTracker(chains, findings, heartbeats, (packet, link, fate) =>
    settle(packet.frame, statsOf(packet, link), fate),
  );

  const emit = (packet: Packet, link: EmitsLink): void => {
    const stats = statsOf(packet, link);
    const ask = packet.links.find((each) => each.kind === 'asks');
    stats.lastFrame = packet.frame;
    if (ask)
      asked.set(keyOf(packet.connection, packet.direction, ask.scope, ask.key), {
        stats,
        time: packet.time,
      });
    if (retries.isRepeat(packet.frame)) {
      stats.retries++;
      stats.guarantee = 'at-least-once';
      return;
    }
    stats.count++;
    if (ask) stats.asked++;
    else if (packet.direction === 'sent') {
      const open = underWay.get(packet.connection) ?? [];
      if (open.length < maxUnderWay) open.push({ frame: packet.frame, stats });
      underWay.set(packet.connection, open);
    }
    if (link.offset !== undefined) stats.withOffset++;
    if (resumes.emitted(packet, link)) stats.trusted = true;
    stats.guarantee = guaranteeOf(stats);
    if (stats.acked === 0) stats.evidence = [packet.frame];
  };

  const answered = (packet: Packet): void => {
    if (asked.size === 0) return;
    for (const link of packet.links) {
      if (link.kind !== 'answers') continue;
      const asker = packet.direction === 'sent' ? 'received' : 'sent';
      const at = keyOf(packet.connection, asker, link.scope, link.key);
      const ask = asked.get(at);
      if (!ask) continue;
      asked.delete(at);
      const { stats, time } = ask;
      stats.acked++;
      if (link.error) stats.failed++;
      stats.latencies.push(packet.time - time);
      if (stats.latencies.length > maxLatencies) stats.latencies.shift();
      stats.evidence = [stats.lastFrame, packet.frame];
    }
  };

  const ended = (connection: Connection, time: number): void => {
    const lost = underWay.get(connection.id) ?? [];
    underWay.delete(connection.id);
    resumes.closed(connection);
    // Whoever closes cleanly has sent what was queued before (RFC 6455 §5.5.1: no data after the Close frame).
    const flushed = connection.close?.wasClean && connection.closeRequested !== null;
    // Long-polling has the answer to each POST; its end is told by the network record.
    if (lost.length === 0 || flushed || connection.endedBy === 'page-left' || connection.fromNetwork) return;
    for (const { frame, stats } of lost) settle(frame, stats, 'in-doubt');
    findings.set(
      inDoubtFinding(
        connection,
        time,
        lost.map((each) => each.frame),
        lost.map((each) => each.stats.name),
      ),
    );
  };

  return {
    all,
    entries: resumes.entries,
    fate: (frame) => fates.get(frame),
    accept(packet) {
      // Anything from the server shows that it still reads; no proof for the event before it, but no sign of loss either.
      if (underWay.size > 0 && packet.direction === 'received') underWay.delete(packet.connection);
      if (packet.links.length === 0) return;
      resumes.accept(packet);
      for (const link of packet.links) if (link.kind === 'emits') emit(packet, link);
      answered(packet);
    },
    closed: ended,
    forget(isListed) {
      for (const connection of underWay.keys()) if (!isListed(connection)) underWay.delete(connection);
      resumes.forget(isListed);
    },
  };
}

function guaranteeOf(stats: MutableStats): Guarantee {
  if (stats.retries > 0) return 'at-least-once';
  if (stats.asked > 0 && stats.asked === stats.count) return 'confirmed';
  return stats.trusted && stats.withOffset >= stats.count - stats.asked ? 'recoverable' : 'at-most-once';
}

const keyOf = (connection: number, asker: Direction, scope: string | undefined, key: string): string =>
  `${connection}|${asker}|${scope ?? ''}|${key}`;
