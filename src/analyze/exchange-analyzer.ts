import { createRingMap } from '../base/ring-map.ts';
import { sayDuration } from '../base/say.ts';
import type { AnswersLink, AsksLink, CancelsLink } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { Connection } from '../session/session.ts';
import type { Direction } from '../wire/fact.ts';
import type { Analyzer } from './analyzer.ts';
import { exchangeFinding } from './exchange-findings.ts';
import type { FindingStore } from './finding-store.ts';
import type { FrameRoles } from './frame-roles.ts';
import type { Exchange } from './results.ts';
import type { AnalysisSettings } from './settings.ts';

export type MutableExchange = { -readonly [Key in keyof Exchange]: Exchange[Key] } & {
  responseFrames: number[];
};

/** Openings and answers remembered for pairing, duplicates and reuse; the oldest is forgotten past this. */
const remembered = 50_000;

export interface ExchangeAnalyzer extends Analyzer {
  readonly all: readonly Exchange[];
}

/** Pairs `asks` with `answers` links: one exchange per connection, asker, scope and key at a time. */
export function createExchangeAnalyzer(
  settings: AnalysisSettings,
  findings: FindingStore,
  roles: FrameRoles,
): ExchangeAnalyzer {
  const all: MutableExchange[] = [];
  const open = createRingMap<string, MutableExchange>(remembered);
  const done = createRingMap<string, MutableExchange>(remembered);
  const openByConnection = new Map<number, Set<MutableExchange>>();
  /** In order of asking; the timeout is one for all, so the first is always the next to become overdue. */
  let waiting: MutableExchange[] = [];
  let waitingAt = 0;

  const find = (
    frame: Packet,
    code: Parameters<typeof exchangeFinding>[0],
    exchange: Exchange,
    extra = '',
  ): void => {
    findings.set(exchangeFinding(code, exchange, frame.time, settings, [frame.frame], extra));
  };

  const list = (exchange: MutableExchange): void => {
    if (exchange.id >= 0) return;
    exchange.id = all.length;
    all.push(exchange);
    roles.join(exchange.requestFrame, { exchange: exchange.id });
  };

  const ask = (packet: Packet, link: AsksLink): void => {
    const at = slot(packet.connection, packet.direction, link.scope, link.key);
    const before = open.get(at);
    if (before && before.id >= 0 && !link.tentative) find(packet, 'exchange-id-reused', before);
    const exchange: MutableExchange = {
      id: -1,
      connection: packet.connection,
      key: link.key,
      scope: link.scope ?? '',
      name: packet.name,
      asker: packet.direction,
      state: 'pending',
      requestFrame: packet.frame,
      requestedAt: packet.time,
      responseFrames: [],
      endedAt: null,
      latencyMs: null,
      error: null,
      longHeld: link.longHeld ?? false,
    };
    open.set(at, exchange);
    done.delete(at);
    if (link.tentative) return;
    list(exchange);
    const group = openByConnection.get(packet.connection) ?? new Set();
    openByConnection.set(packet.connection, group.add(exchange));
    if (!exchange.longHeld) waiting.push(exchange);
  };

  const settle = (exchange: MutableExchange, time: number): void => {
    exchange.endedAt = time;
    openByConnection.get(exchange.connection)?.delete(exchange);
    findings.delete(`exchange-overdue:${exchange.id}`);
  };

  const answer = (packet: Packet, link: AnswersLink): void => {
    const at = slot(
      packet.connection,
      packet.direction === 'sent' ? 'received' : 'sent',
      link.scope,
      link.key,
    );
    const exchange = open.get(at);
    if (!exchange) {
      const earlier = done.get(at);
      if (earlier) {
        roles.join(packet.frame, { exchange: earlier.id });
        find(packet, 'exchange-duplicate-response', earlier);
      } else {
        findings.set(orphan(packet, link));
      }
      return;
    }
    list(exchange);
    exchange.responseFrames.push(packet.frame);
    roles.join(packet.frame, { exchange: exchange.id });
    if (!link.final) {
      exchange.state = 'streaming';
      findings.delete(`exchange-overdue:${exchange.id}`);
      return;
    }
    settle(exchange, packet.time);
    const streamed = exchange.state === 'streaming';
    exchange.latencyMs = packet.time - exchange.requestedAt;
    exchange.error = link.error ?? null;
    exchange.state = link.error
      ? 'failed'
      : exchange.latencyMs > settings.answerTimeout && !streamed && !exchange.longHeld
        ? 'late'
        : 'answered';
    open.delete(at);
    done.set(at, exchange);
    if (exchange.state === 'failed') find(packet, 'exchange-failed', exchange);
    if (exchange.state === 'late') find(packet, 'exchange-late', exchange);
  };

  const cancel = (packet: Packet, link: CancelsLink): void => {
    const at = slot(packet.connection, packet.direction, link.scope, link.key);
    const exchange = open.get(at);
    if (!exchange) return;
    settle(exchange, packet.time);
    exchange.state = 'cancelled';
    open.delete(at);
    done.set(at, exchange);
  };

  const leaveUnanswered = (exchange: MutableExchange, time: number, why: string): void => {
    settle(exchange, time);
    exchange.state = 'unanswered';
    findings.set(exchangeFinding('exchange-unanswered', exchange, time, settings, [], why));
  };

  return {
    all,
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'asks') ask(packet, link);
        else if (link.kind === 'answers') answer(packet, link);
        else if (link.kind === 'cancels') cancel(packet, link);
      }
    },
    closed(connection, time) {
      for (const exchange of openByConnection.get(connection.id) ?? [])
        if (!exchange.longHeld) leaveUnanswered(exchange, time, howItEnded(connection));
      openByConnection.delete(connection.id);
    },
    tick(now) {
      while (waitingAt < waiting.length) {
        const exchange = waiting[waitingAt]!;
        if (exchange.endedAt === null && now - exchange.requestedAt <= settings.answerTimeout) break;
        waitingAt++;
        if (exchange.state !== 'pending') continue;
        exchange.state = 'overdue';
        const time = exchange.requestedAt + settings.answerTimeout;
        findings.set(exchangeFinding('exchange-overdue', exchange, time, settings));
      }
      if (waitingAt > 1024 && waitingAt * 2 > waiting.length) {
        waiting = waiting.slice(waitingAt);
        waitingAt = 0;
      }
    },
    finish(end) {
      for (const group of openByConnection.values())
        for (const exchange of [...group])
          if (exchange.state === 'overdue') leaveUnanswered(exchange, end, 'the session ended');
    },
  };
}

const slot = (connection: number, asker: Direction, scope: string | undefined, key: string): string =>
  `${connection}|${asker}|${scope ?? ''}|${key}`;

function howItEnded(connection: Connection): string {
  if (connection.endedBy === 'page-left')
    return `the page was left while connection #${connection.id} was open`;
  if (connection.endedBy === 'collected') return `connection #${connection.id} was garbage-collected`;
  return `connection #${connection.id} closed${connection.close ? ` with ${connection.close.code}` : ''}`;
}

function orphan(packet: Packet, link: AnswersLink): Parameters<FindingStore['set']>[0] {
  const asker = packet.direction === 'sent' ? 'server' : 'page';
  return {
    key: `response-orphan:${packet.frame}:${link.key}`,
    code: 'response-orphan',
    severity: 'info',
    connection: packet.connection,
    time: packet.time,
    frames: [packet.frame],
    title: `Answer to ${link.key}, which nobody asked here`,
    detail:
      `${packet.name || 'A message'} answers ${link.key}, but the ${asker} has no request open under that id on connection ` +
      `#${packet.connection}, ${sayDuration(packet.time)} into the session. The request may have been sent before capture attached, on another ` +
      'connection, or with an id of another type (7 is not "7").',
  };
}
