import { createIdMap, type IdMap } from '../../base/id-map.ts';
import { keyIn } from '../../decode/key.ts';
import type { AnswersLink, AsksLink, CancelsLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Direction } from '../../wire/fact.ts';
import type { Alarm } from '../alarm.ts';
import type { Analyzer } from '../analyzer.ts';
import { isSentAgain, ripeAfter } from '../content/same-content.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { FrameRoles } from '../frame-roles.ts';
import { createResultList, type ResultList } from '../result-list.ts';
import type { Exchange, Finding } from '../results.ts';
import type { AnalysisSettings } from '../settings.ts';
import { type Address, createAnswerProof } from './answer-proof.ts';
import { doubted, duplicateKey, exchangeFinding, howItEnded, orphanFinding } from './exchange-findings.ts';
import { createFurtherAnswers } from './further-answers.ts';
import { createLatencyBook, type LatencyBook } from './latency-book.ts';
import { LiveExchange } from './live-exchange.ts';

/** Keys remembered per connection and asker, for answers, duplicates and reuse; the oldest is forgotten past this. */
const remembered = 25_000;
const leastWaiting = 4096;
type Keys = Readonly<Record<Direction, IdMap<LiveExchange>>> & { readonly address: Address };

export interface ExchangeAnalyzer extends Analyzer {
  readonly list: ResultList<Exchange>;
  readonly latencies: LatencyBook;
  /** Openings forgotten before they were answered. */
  readonly forgotten: number;
  /** Whether what this side asks is known to be answered there, or the other side says nothing at all. */
  expectsAnswers(connection: number, asker: Direction): boolean;
  /** What waits for an answer on a connection. */
  openOn(connection: number): readonly number[];
}

/** Pairs `asks` with `answers` links: one exchange per connection, asker, scope and key at a time. */
export function createExchangeAnalyzer(
  settings: AnalysisSettings,
  log: SessionLog,
  alarm: Alarm,
  findings: FindingStore,
  roles: FrameRoles,
): ExchangeAnalyzer {
  const list = createResultList<LiveExchange>(settings.keep, isOpen);
  const latencies = createLatencyBook();
  const judgeFurther = createFurtherAnswers(log);
  const connections = new Map<number, Keys>();
  /** In order of asking; the timeout is one for all, so the first is always the next to become overdue. */
  let waiting: LiveExchange[] = [];
  let waitingAt = 0;
  /** Length at which those that are answered are taken out. */
  let roomToWait = leastWaiting;
  let forgotten = 0;
  let lastConnection = -1;
  let lastKeys: Keys | undefined;

  const forget = (exchange: LiveExchange): void => {
    if (exchange.id >= 0 && isOpen(exchange)) forgotten++;
  };

  /** Says what was found so far anew, when it turns out that a side may ask nothing, or does ask. */
  const proof = createAnswerProof(log, (address, asker) => {
    for (const id of address[asker].found) {
      for (const code of ['exchange-overdue', 'exchange-unanswered']) {
        const finding = findings.get(`${code}:${id}`);
        if (finding) findings.set(doubted(finding, asker, address[asker].doubtful));
      }
    }
  });

  const keysOf = (connection: number): Keys => {
    if (connection === lastConnection && lastKeys) return lastKeys;
    let keys = connections.get(connection);
    if (!keys) {
      const capacity = Math.min(remembered, settings.keep);
      keys = {
        sent: createIdMap(capacity, forget),
        received: createIdMap(capacity, forget),
        address: proof.of(connection),
      };
      connections.set(connection, keys);
    }
    lastConnection = connection;
    lastKeys = keys;
    return keys;
  };

  const find = (
    packet: Packet,
    code: Parameters<typeof exchangeFinding>[0],
    exchange: Exchange,
    extra = '',
  ): void => {
    findings.set(exchangeFinding(code, exchange, packet.time, settings, [packet.frame], extra));
  };

  const enlist = (exchange: LiveExchange): void => {
    if (exchange.id >= 0) return;
    exchange.id = list.add(exchange);
    roles.joinExchange(exchange.requestFrame, exchange.id);
  };

  const wait = (exchange: LiveExchange): void => {
    alarm.at(exchange.requestedAt + settings.answerTimeout);
    if (waiting.length >= roomToWait) {
      waiting = waiting.slice(waitingAt).filter((each) => each.state === 'pending');
      waitingAt = 0;
      roomToWait = Math.max(leastWaiting, 2 * waiting.length);
    }
    waiting.push(exchange);
  };

  /** The same under the same id, a while after: the sender missed the answer, and nothing new is asked. */
  const isRepeated = (packet: Packet, { requestedAt, requestFrame }: Exchange): boolean =>
    packet.time - requestedAt > ripeAfter &&
    isSentAgain(log.frame(requestFrame), log.frame(packet.frame), log.startedAt);

  const ask = (packet: Packet, link: AsksLink): void => {
    const both = keysOf(packet.connection);
    const keys = both[packet.direction];
    const at = keyIn(link.scope, link.key);
    proof.asked(both.address, packet.direction, link);
    const before = keys.get(at);
    if (before && before.id >= 0 && isOpen(before) && !link.tentative) {
      if (isRepeated(packet, before)) {
        roles.joinExchange(packet.frame, before.id);
        return;
      }
      find(packet, 'exchange-id-reused', before);
    }
    const exchange = new LiveExchange(packet, link);
    keys.set(at, exchange);
    if (link.tentative) return;
    enlist(exchange);
    if (!exchange.longHeld) wait(exchange);
  };

  const settle = (exchange: LiveExchange, state: Exchange['state'], time: number): void => {
    if (exchange.state === 'overdue') findings.delete(`exchange-overdue:${exchange.id}`);
    exchange.endedAt = time;
    exchange.state = state;
    latencies.record(exchange.name, exchange.asker, state, exchange.latencyMs);
  };

  /** What came under its id after it had its answer. */
  const follow = (packet: Packet, link: AnswersLink, exchange: LiveExchange): void => {
    roles.joinExchange(packet.frame, exchange.id);
    const further = link.final ? judgeFurther(packet, exchange) : null;
    if (further?.kind === 'duplicate') {
      find(packet, 'exchange-duplicate-response', exchange);
      return;
    }
    for (const frame of further?.before ?? []) {
      findings.delete(duplicateKey(exchange, frame));
      exchange.answeredIn(frame);
    }
    exchange.answeredIn(packet.frame);
  };

  /** Its answer only told that it had come. */
  const reopen = (exchange: LiveExchange): void => {
    latencies.retract(exchange.name, exchange.asker, exchange.state, exchange.latencyMs);
    findings.delete(`exchange-late:${exchange.id}`);
    exchange.endedAt = null;
    exchange.state = 'streaming';
  };

  const answer = (packet: Packet, link: AnswersLink): void => {
    const both = keysOf(packet.connection);
    const keys = packet.direction === 'sent' ? both.received : both.sent;
    const exchange = keys.get(keyIn(link.scope, link.key));
    if (!exchange) {
      findings.set(orphanFinding(packet, link, keys));
      return;
    }
    if (!isOpen(exchange)) {
      if (!link.instead || exchange.state === 'cancelled') {
        follow(packet, link, exchange);
        return;
      }
      reopen(exchange);
    }
    enlist(exchange);
    if (!exchange.byOrder) proof.answered(both.address, exchange.asker);
    exchange.answeredIn(packet.frame);
    exchange.firstAnswerMs ??= packet.time - exchange.requestedAt;
    roles.joinExchange(packet.frame, exchange.id);
    if (!link.final) {
      if (exchange.state === 'overdue') findings.delete(`exchange-overdue:${exchange.id}`);
      exchange.state = 'streaming';
      return;
    }
    const streamed = exchange.state === 'streaming';
    const latency = packet.time - exchange.requestedAt;
    exchange.latencyMs = latency;
    exchange.answerFrame = packet.frame;
    exchange.error = link.error ?? null;
    const late = latency > settings.answerTimeout && !streamed && !exchange.longHeld;
    settle(exchange, link.error ? 'failed' : late ? 'late' : 'answered', packet.time);
    if (link.error) find(packet, 'exchange-failed', exchange);
    else if (late) find(packet, 'exchange-late', exchange);
  };

  const cancel = (packet: Packet, link: CancelsLink): void => {
    const exchange = keysOf(packet.connection)[packet.direction].get(keyIn(link.scope, link.key));
    if (!exchange || !isOpen(exchange)) return;
    roles.joinExchange(packet.frame, exchange.id);
    settle(exchange, 'cancelled', packet.time);
  };

  const judged = (finding: Finding, { connection, asker, byOrder }: Exchange): Finding =>
    byOrder ? finding : doubted(finding, asker, proof.of(connection)[asker].doubtful);

  const leaveUnanswered = (exchange: LiveExchange, time: number, why: string): void => {
    settle(exchange, 'unanswered', time);
    proof.found(proof.of(exchange.connection), exchange.asker, exchange.id);
    findings.set(judged(exchangeFinding('exchange-unanswered', exchange, time, settings, [], why), exchange));
  };

  const openIn = (connection: number): LiveExchange[] => {
    const keys = connections.get(connection);
    return keys
      ? [...keys.sent.values(), ...keys.received.values()].filter((each) => each.id >= 0 && isOpen(each))
      : [];
  };

  return {
    list,
    latencies,
    get forgotten() {
      return forgotten;
    },
    expectsAnswers: (connection, asker) => proof.expects(proof.of(connection), asker),
    openOn: (connection) => openIn(connection).map((each) => each.id),
    reads: ['asks', 'answers', 'cancels'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'asks') ask(packet, link);
        else if (link.kind === 'answers') answer(packet, link);
        else if (link.kind === 'cancels') cancel(packet, link);
      }
    },
    closed(connection, time) {
      const why = howItEnded(connection);
      const open = openIn(connection.id).sort((one, other) => one.id - other.id);
      for (const exchange of open) if (!exchange.longHeld) leaveUnanswered(exchange, time, why);
      connections.delete(connection.id);
      lastKeys = undefined;
    },
    tick(now) {
      for (; waitingAt < waiting.length; waitingAt++) {
        const exchange = waiting[waitingAt]!;
        if (exchange.state !== 'pending') continue;
        const due = exchange.requestedAt + settings.answerTimeout;
        if (now - exchange.requestedAt <= settings.answerTimeout) {
          alarm.at(due);
          return;
        }
        exchange.state = 'overdue';
        proof.found(proof.of(exchange.connection), exchange.asker, exchange.id);
        findings.set(judged(exchangeFinding('exchange-overdue', exchange, due, settings), exchange));
      }
    },
    forget(isListed) {
      for (const connection of connections.keys()) if (!isListed(connection)) connections.delete(connection);
      lastKeys = undefined;
    },
    finish(end) {
      for (const connection of connections.keys())
        for (const exchange of openIn(connection))
          if (exchange.state === 'overdue') leaveUnanswered(exchange, end, 'the session ended');
    },
  };
}

const isOpen = (exchange: Exchange): boolean => exchange.endedAt === null;
