import { type ConnectionDecoding, createConnectionDecoding } from '../decode/connection-decoding.ts';
import { rawDecoder } from '../decode/decoders/raw/raw-decoder.ts';
import type { Packet } from '../decode/packet.ts';
import type { Frame, SessionEvent, SessionLog } from '../session/session.ts';
import type { Fact } from '../wire/fact.ts';
import type { Analysis } from './analysis.ts';
import { createChainTracker } from './chain-tracker.ts';
import { createChunkStreamAnalyzer } from './chunk-stream-analyzer.ts';
import { createConnectionAnalyzer } from './connection-analyzer.ts';
import { decodeAgain } from './decode-again.ts';
import { createDeliveryAnalyzer } from './delivery-analyzer.ts';
import { createEventAnalyzer } from './event-analyzer.ts';
import { createExchangeAnalyzer } from './exchange-analyzer.ts';
import { createFindingStore } from './finding-store.ts';
import { createFrameRoles } from './frame-roles.ts';
import { createHeartbeatAnalyzer } from './heartbeat-analyzer.ts';
import { createRetryAnalyzer } from './retry-analyzer.ts';
import { type AnalysisSettings, defaultSettings } from './settings.ts';

/** Facts taken between two looks at the clock. */
const sliceFacts = 256;

export function createAnalysis(log: SessionLog, settings: AnalysisSettings = defaultSettings): Analysis {
  const findings = createFindingStore();
  const roles = createFrameRoles();
  const chains = createChainTracker(settings);
  const exchanges = createExchangeAnalyzer(settings, findings, roles);
  const deliveries = createDeliveryAnalyzer(chains, findings, roles);
  const chunkStreams = createChunkStreamAnalyzer(settings, chains, findings, roles);
  const connections = createConnectionAnalyzer(settings, log, chains, findings);
  const retries = createRetryAnalyzer(chains, deliveries, findings, roles);
  const events = createEventAnalyzer(chains, findings, retries);
  const analyzers = [
    exchanges,
    deliveries,
    retries,
    events,
    chunkStreams,
    connections,
    createHeartbeatAnalyzer(findings),
  ];
  const decodings = new Map<number, ConnectionDecoding>();
  const ended = new Set<number>();
  let version = 0;
  let order = -1;
  let clock = 0;
  let finished = false;

  const tick = (now: number): void => {
    if (now <= clock) return;
    clock = now;
    for (const each of analyzers) each.tick?.(now);
  };

  const deliver = (packet: Packet): void => {
    roles.record(packet);
    if (packet.problem) {
      findings.set({
        key: `decode-failed:${packet.frame}`,
        code: 'decode-failed',
        severity: 'warning',
        connection: packet.connection,
        time: packet.time,
        frames: [packet.frame],
        title: `Frame could not be read as ${packet.layers.at(-1) ?? 'its protocol'}`,
        detail: `Reading failed at offset ${packet.problem.offset}: ${packet.problem.message}. The frame is shown as it came; decoding goes on with the next one.`,
      });
    }
    chains.accept(packet);
    for (const each of analyzers) each.accept?.(packet);
  };

  const takeFrame = (frame: Frame): void => {
    connections.frame(frame);
    const connection = log.connection(frame.connection);
    if (!connection) return;
    let decoding = decodings.get(frame.connection);
    if (!decoding) {
      decoding = createConnectionDecoding(connection, settings.decoders[frame.connection]);
      decodings.set(frame.connection, decoding);
    }
    for (const packet of decoding.accept(frame)) deliver(packet);
    for (const packet of decoding.held()) roles.record(packet, true);
  };

  const close = (id: number, time: number): void => {
    const connection = log.connection(id);
    if (!connection || ended.has(id)) return;
    ended.add(id);
    chains.closed(connection, time);
    for (const each of analyzers) each.closed?.(connection, time);
  };

  const takeEvent = (event: SessionEvent): void => {
    for (const each of analyzers) each.event?.(event);
    switch (event.kind) {
      case 'constructed': {
        const connection = log.connection(event.connection);
        if (!connection) return;
        chains.constructed(connection);
        for (const each of analyzers) each.connected?.(connection);
        return;
      }
      case 'closed':
      case 'collected':
      case 'ended':
        if (log.connection(event.connection)?.closedAt === event.time) close(event.connection, event.time);
        return;
      case 'page-left':
        for (const each of log.connections)
          if (each.page === event.page && each.endedBy === 'page-left' && each.closedAt === event.time)
            close(each.id, event.time);
        return;
      default:
        return;
    }
  };

  const take = (fact: Fact): void => {
    tick(fact.time);
    order = fact.order;
    if (fact.kind === 'frame') {
      const frame = log.frame(fact.number);
      if (frame) takeFrame(frame);
    } else if (fact.kind !== 'bytes-of') takeEvent(fact);
  };

  return {
    log,
    settings,
    get version() {
      return version;
    },
    get behind() {
      return order < newestOrder(log);
    },
    exchanges: exchanges.all,
    deliveries: deliveries.all,
    chunkStreams: chunkStreams.all,
    chains: chains.all,
    events: events.all,
    entries: events.entries,
    fate: (frame) => events.fate(frame),
    get findings() {
      return findings.all;
    },
    chainOf: (connection) => chains.of(connection),
    decoderOf: (connection) => (decodings.get(connection)?.decoder ?? rawDecoder).id,
    role: (frame) => roles.read(frame),
    packets(number) {
      const frame = log.frame(number);
      const connection = frame && log.connection(frame.connection);
      if (!frame || !connection) return [];
      const decoder = decodings.get(connection.id)?.decoder ?? rawDecoder;
      return decodeAgain(log, connection, decoder, number, roles.read(number), exchanges.all);
    },
    pump(now, budgetMs = Number.POSITIVE_INFINITY) {
      if (finished) return true;
      const until = budgetMs === Number.POSITIVE_INFINITY ? budgetMs : performance.now() + budgetMs;
      let taken = 0;
      for (const fact of log.facts(order)) {
        take(fact);
        if (++taken % sliceFacts === 0 && performance.now() >= until) break;
      }
      roles.forgetBefore(log.firstFrame);
      const caughtUp = order >= newestOrder(log);
      const before = clock;
      if (caughtUp) tick(now);
      if (taken > 0 || clock > before) version++;
      return caughtUp;
    },
    finish(end) {
      if (finished) return;
      this.pump(end);
      finished = true;
      for (const each of analyzers) each.finish?.(end);
      version++;
    },
  };
}

function newestOrder(log: SessionLog): number {
  const frame = log.frame(log.lastFrame);
  return Math.max(frame?.order ?? -1, log.events.at(-1)?.order ?? -1);
}
