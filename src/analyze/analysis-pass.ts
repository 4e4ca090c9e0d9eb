import { firstPast } from '../base/first-past.ts';
import { type ConnectionDecoding, createConnectionDecoding } from '../decode/connection-decoding.ts';
import type { ConventionBook } from '../decode/convention-book.ts';
import type { Decoder } from '../decode/decoder.ts';
import { rawDecoder } from '../decode/decoders/raw/raw-decoder.ts';
import type { Packet } from '../decode/packet.ts';
import type { Connection, Frame, SessionEvent, SessionLog } from '../session/session.ts';
import { createAlarmClock } from './alarm.ts';
import type { Analyzer } from './analyzer.ts';
import { createBringer } from './bring.ts';
import { createChunkStreamAnalyzer } from './chunk-streams/chunk-stream-analyzer.ts';
import { createArrivals } from './connections/arrivals.ts';
import { createChainBreaks } from './connections/chain-breaks.ts';
import { createChainTracker } from './connections/chain-tracker.ts';
import { createConnectionAnalyzer } from './connections/connection-analyzer.ts';
import { createHeartbeatAnalyzer } from './connections/heartbeat-analyzer.ts';
import { createDeliveryAnalyzer } from './deliveries/delivery-analyzer.ts';
import { createRetryAnalyzer } from './deliveries/retry-analyzer.ts';
import { createEventAnalyzer } from './events/event-analyzer.ts';
import { createExchangeAnalyzer } from './exchanges/exchange-analyzer.ts';
import { createDropFindings } from './findings/drop-findings.ts';
import { createFindingStore } from './findings/finding-store.ts';
import { createFrameRoles } from './frame-roles.ts';
import { createKnownConnections } from './known-connections.ts';
import { newestOrder } from './newest-order.ts';
import { createSessionLines } from './session-lines.ts';
import type { AnalysisSettings } from './settings.ts';

/** Facts taken between two looks at the clock. */
const sliceFacts = 256;

export interface Taken {
  readonly taken: number;
  readonly caughtUp: boolean;
  /** The convention is another one than this pass began with: it has to begin again. */
  readonly relearned: boolean;
}

interface Line {
  readonly connection: Connection;
  readonly decoding: ConnectionDecoding;
  /** Its frames may still show another convention. */
  learns: boolean;
}

/** One run over the log, from its first kept fact on. */
export function createPass(log: SessionLog, settings: AnalysisSettings, book: ConventionBook) {
  const findings = createFindingStore(settings.keepFindings);
  const roles = createFrameRoles();
  const chains = createChainTracker(settings);
  const alarm = createAlarmClock();
  const exchanges = createExchangeAnalyzer(settings, log, alarm, findings, roles);
  const deliveries = createDeliveryAnalyzer(settings, log, chains, alarm, findings, roles);
  const chunkStreams = createChunkStreamAnalyzer(settings, log, chains, alarm, findings, roles);
  const connections = createConnectionAnalyzer(settings, log, chains, findings);
  const retries = createRetryAnalyzer(log, chains, exchanges, deliveries, alarm, findings, roles);
  const heartbeats = createHeartbeatAnalyzer(alarm, findings);
  const events = createEventAnalyzer(chains, findings, retries, heartbeats);
  const analyzers: readonly Analyzer[] = [
    exchanges,
    deliveries,
    // Before events: an end is told by the heartbeat that was missed.
    heartbeats,
    retries,
    events,
    chunkStreams,
    connections,
  ];
  const arrivals = createArrivals(
    chains,
    log.connection,
    (connection) => {
      breaks.connected(connection);
      for (const each of analyzers) each.connected?.(connection);
    },
    (packet) => bring(packet),
  );
  const bring = createBringer([{ reads: arrivals.reads, accept: arrivals.note }, chains, ...analyzers]);
  const ticks = analyzers.map(({ tick }) => tick).filter((each) => each !== undefined);
  const breaks = createChainBreaks(chains, exchanges, deliveries, chunkStreams);
  const dropsAnalyzer = createDropFindings(log, findings, { exchanges, deliveries, chunkStreams });
  const sessions = createSessionLines();
  const lines = new Map<number, Line>();
  let lastLine: Line | undefined;
  /** Of connections that ended: what else was known to read them is let go. */
  const decoders = new Map<number, Decoder>();
  const known = createKnownConnections(log);
  let order = -1;
  let clock = 0;
  let lastFrame = 0;
  let frameTime = 0;
  let disordered = false;
  let relearned = false;

  const tick = (now: number): void => {
    if (now <= clock) return;
    clock = now;
    arrivals.tick(now);
    if (alarm.rings(now)) for (const each of ticks) each(now);
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
    if (sessions.has(packet.connection)) sessions.arrange(packet).forEach(arrivals.accept);
    else arrivals.accept(packet);
  };

  const lineOf = (id: number): Line | undefined => {
    if (lastLine?.connection.id === id) return lastLine;
    lastLine = lines.get(id);
    const connection = lastLine ? undefined : log.connection(id);
    if (connection) {
      lastLine = {
        connection,
        decoding: createConnectionDecoding(
          connection,
          settings.decoders[id] ?? decoders.get(id)?.id,
          book.of(connection),
        ),
        learns: true,
      };
      lines.set(id, lastLine);
    }
    return lastLine;
  };

  const takeFrame = (frame: Frame): void => {
    connections.frame(frame);
    const line = lineOf(frame.connection);
    if (!line) return;
    const { connection, decoding } = line;
    for (const packet of decoding.accept(frame)) deliver(packet);
    for (const packet of decoding.held()) roles.record(packet, true);
    // Protocols that are known say themselves what stands where.
    if (line.learns && (decoding.decoder.learner || decoding.decoder === rawDecoder)) {
      relearned = book.observe(connection, frame);
      line.learns = book.learns(connection.id);
    }
  };

  /** A decoder remembers tens of thousands of ids: one that reconnects for hours must not keep them all. */
  const letGo = (id: number): void => {
    const line = lines.get(id);
    if (!line) return;
    decoders.set(id, line.decoding.decoder);
    lines.delete(id);
    if (lastLine === line) lastLine = undefined;
  };

  const close = (id: number, time: number): void => {
    const connection = log.connection(id);
    if (!connection || !known.end(connection)) return;
    sessions.release(id).forEach(arrivals.accept);
    arrivals.release(id);
    // Long-polling ends while its session goes on.
    if (!sessions.has(id)) letGo(id);
    breaks.closing(connection, time);
    chains.closed(connection, time);
    for (const ending of sessions.ending(connection))
      for (const each of analyzers) each.closed?.(ending, time);
  };

  const takeEvent = (event: SessionEvent): void => {
    for (const each of analyzers) each.event?.(event);
    switch (event.kind) {
      case 'constructed': {
        const connection = log.connection(event.connection);
        if (!connection || !known.begin(connection)) return;
        sessions.constructed(connection);
        arrivals.constructed(connection);
        return;
      }
      case 'opened':
        arrivals.opened(event.connection, event.time);
        return;
      case 'closed':
      case 'collected':
      case 'ended':
        if (log.connection(event.connection)?.closedAt === event.time) close(event.connection, event.time);
        return;
      case 'page-left':
        for (const id of known.openOn(event.page)) {
          const connection = log.connection(id);
          if (connection?.endedBy === 'page-left' && connection.closedAt === event.time)
            close(id, event.time);
        }
        return;
      default:
        return;
    }
  };

  /** What is remembered of connections goes with them, each time that half of what is remembered is of no use any more. */
  const forget = (): void => {
    const gone = known.forget();
    if (gone.length === 0) return;
    for (const id of gone) {
      decoders.delete(id);
      lines.delete(id);
    }
    const isListed = (id: number): boolean => log.connection(id) !== undefined;
    lastLine = undefined;
    arrivals.forget(isListed);
    sessions.forget(isListed);
    chains.forget(isListed);
    breaks.forget();
    for (const each of analyzers) each.forget?.(isListed);
    book.forget(isListed);
  };

  const take = (until: number): Taken => {
    const { events } = log;
    let at = firstPast(0, events.length, (index) => events[index]!.order > order);
    let number = firstPast(
      log.firstFrame,
      log.lastFrame + 1,
      (each) => (log.frame(each)?.order ?? -1) > order,
    );
    let taken = 0;
    let frame = log.frame(number);
    while (!relearned && (frame !== undefined || at < events.length)) {
      const event = events[at];
      if (event !== undefined && (frame === undefined || event.order < frame.order)) {
        tick(event.time);
        order = event.order;
        at++;
        takeEvent(event);
      } else if (frame !== undefined) {
        tick(frame.time);
        order = frame.order;
        lastFrame = number;
        disordered ||= frame.time < frameTime;
        frameTime = frame.time;
        takeFrame(frame);
        frame = log.frame(++number);
      }
      if (++taken % sliceFacts === 0 && performance.now() >= until) break;
    }
    const { firstFrame } = log;
    roles.forgetBefore(firstFrame);
    exchanges.list.forget((each) => (each.responseFrames.at(-1) ?? each.requestFrame) < firstFrame);
    deliveries.list.forget((each) => (each.ackFrame ?? each.transmissions.at(-1)!.frame) < firstFrame);
    chunkStreams.list.forget(
      (each) => Math.max(each.startFrame, each.endFrame ?? 0, each.chunkFrames.at(-1) ?? 0) < firstFrame,
    );
    forget();
    dropsAnalyzer.check(clock);
    return { taken, caughtUp: order >= newestOrder(log), relearned };
  };

  return {
    findings,
    roles,
    chains,
    breaks,
    /** Connections whose chain is not known yet. */
    get arriving(): readonly number[] {
      return arrivals.waiting;
    },
    exchanges,
    deliveries,
    chunkStreams,
    get order() {
      return order;
    },
    get disordered() {
      return disordered;
    },
    get lastFrame() {
      return lastFrame;
    },
    get clock() {
      return clock;
    },
    events,
    decoderOf: (connection: number): Decoder =>
      lines.get(connection)?.decoding.decoder ?? decoders.get(connection) ?? rawDecoder,
    take,
    tick,
    finish(end: number): void {
      sessions.release().forEach(arrivals.accept);
      arrivals.release();
      for (const each of analyzers) each.finish?.(end);
      dropsAnalyzer.check(end);
    },
  };
}
