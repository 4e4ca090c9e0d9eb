import { createRingMap } from '../../base/ring-map.ts';
import { bareKey } from '../../decode/key.ts';
import type { AnswersLink, AsksLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Alarm } from '../alarm.ts';
import type { Analyzer } from '../analyzer.ts';
import type { ChainTracker } from '../connections/chain-tracker.ts';
import { ripeAfter } from '../content/same-content.ts';
import { createDueQueue } from '../due-queue.ts';
import type { ExchangeAnalyzer } from '../exchanges/exchange-analyzer.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { FrameRoles } from '../frame-roles.ts';
import type { DeliveryAnalyzer } from './delivery-analyzer.ts';
import { type Attempt, type Effort, givenUpAt, keyOf, longestGap, type MutableDelivery } from './effort.ts';
import { createRepeatedAsks } from './repeated-asks.ts';
import { retryFinding, softenedAttempt } from './retry-findings.ts';

const remembered = 20_000;
/** Attempts joined in one delivery; what goes on after that is a poll that nobody answers. */
const maxAttempts = 1000;
/** Efforts that wait for an ack at once; the oldest is no longer followed past this. */
const maxLive = 2000;
/** ms of session time between two looks at the findings of attempts. */
const softenEvery = 1000;

export interface RetryAnalyzer extends Analyzer {
  /** Whether the frame asks what an earlier one asked: it is no new event. */
  isRepeat(frame: number): boolean;
}

/**
 * Joins the attempts of one event, where each has a new key (Socket.IO's `retries`, emit with a timeout again, a home-made client that asks
 * anew under a new id) or the same one again: the same content, asked again while the attempt before has no answer, after a reconnect or after longer than answers here take. One
 * delivery then, with all attempts as its transmissions; whatever answers one of them is its ack.
 */
export function createRetryAnalyzer(
  log: SessionLog,
  chains: ChainTracker,
  exchanges: ExchangeAnalyzer,
  deliveries: DeliveryAnalyzer,
  alarm: Alarm,
  findings: FindingStore,
  roles: FrameRoles,
): RetryAnalyzer {
  const byContent = createRingMap<string, Effort>(remembered);
  const byKey = createRingMap<string, Effort>(remembered);
  /** Longest answer to a first attempt, by event. */
  const slowest = createRingMap<string, number>(remembered);
  const repeats = createRingMap<number, true>(remembered);
  const live = new Set<Effort>();
  const due = createDueQueue<Effort>();
  const unanswered = findings.watch(['exchange-unanswered', 'exchange-overdue']);
  const repeated = createRepeatedAsks(log, exchanges);
  let softenedAt = 0;

  const eventOf = (effort: Effort): string =>
    `${effort.chain}|${effort.direction}|${effort.scope}|${effort.name}`;

  const isRetry = (effort: Effort, packet: Packet, key: string, slowestKnown: number): boolean => {
    const last = effort.attempts.at(-1)!;
    if (last.answeredAt !== null || effort.attempts.length >= maxAttempts) return false;
    if (last.connection !== packet.connection) return true;
    const gap = packet.time - last.time;
    if (last.key === key) return gap > ripeAfter;
    if (effort.delivery?.state === 'given-up' && gap > 10 * longestGap(effort)) return false;
    return gap > Math.max(ripeAfter, slowestKnown);
  };

  const begin = (effort: Effort): MutableDelivery => {
    const { chain, scope, name, direction, attempts } = effort;
    const first = attempts[0]!;
    let delivery: MutableDelivery | null = null;
    deliveries.adopt((id) => {
      delivery = {
        id,
        chain,
        channel: scope,
        // The numbers of these deliveries are those of the first attempt: its key, where that is a number.
        seq: Number.isSafeInteger(Number(first.key)) ? Number(first.key) : 0,
        key: bareKey(first.key),
        direction,
        name,
        state: 'pending',
        transmissions: [],
        ackFrame: null,
        ackedAt: null,
        latencyMs: null,
        nackFrames: [],
        numbering: -1,
        epoch: 0,
      };
      return delivery;
    });
    return delivery!;
  };

  const attemptOf = (packet: Packet, link: AsksLink): Attempt => ({
    frame: packet.frame,
    connection: packet.connection,
    time: packet.time,
    key: link.key,
    answeredAt: null,
  });

  const ask = (packet: Packet, link: AsksLink, content: string): void => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const scope = link.scope ?? '';
    const { name, direction } = packet;
    const at = `${chain}|${direction}|${scope}|${name}|${content}`;
    const before = byContent.get(at);
    const effort =
      before && isRetry(before, packet, link.key, slowest.get(eventOf(before)) ?? 0)
        ? before
        : { at, chain, scope, name, direction, attempts: [], delivery: null };
    if (effort !== before) byContent.set(at, effort);
    attempt(effort, packet, link);
  };

  /** The same where the protocol does not say what is content: told by the text, and only next to what nobody answered. */
  const askUnsaid = (packet: Packet, link: AsksLink): void => {
    const chain = chains.of(packet.connection);
    const found = chain && repeated.before(packet, link, chain.connections);
    if (!found || packet.links.some((each) => each.kind === 'numbered')) return;
    const {
      asker: direction,
      scope,
      name,
      connection,
      key,
      requestFrame: frame,
      requestedAt: time,
    } = found.first;
    const at = keyOf(connection, direction, scope, key);
    const effort: Effort = byKey.get(at) ?? {
      at: '',
      chain: chain.id,
      scope,
      name,
      direction,
      attempts: [{ frame, connection, time, key, answeredAt: null }],
      delivery: null,
    };
    if (effort.delivery?.state === 'acked') return;
    if (!isRetry(effort, packet, link.key, found.longest)) return;
    byKey.set(at, effort);
    attempt(effort, packet, link);
  };

  const waitFor = (effort: Effort): void => {
    const time = givenUpAt(effort);
    due.add(effort, time);
    alarm.at(time);
  };

  const leave = (effort: Effort): void => {
    live.delete(effort);
    due.delete(effort);
  };

  const attempt = (effort: Effort, packet: Packet, link: AsksLink): void => {
    effort.attempts.push(attemptOf(packet, link));
    byKey.set(keyOf(packet.connection, packet.direction, effort.scope, link.key), effort);
    if (effort.attempts.length < 2) return;
    repeats.set(packet.frame, true);
    alarm.at(softenedAt + softenEvery);
    effort.delivery ??= begin(effort);
    const { delivery } = effort;
    for (const { frame, connection, time } of effort.attempts.slice(delivery.transmissions.length)) {
      delivery.transmissions.push({ frame, connection, time });
      roles.joinDelivery(frame, delivery.id);
    }
    if (delivery.state !== 'acked') {
      delivery.state = 'pending';
      live.add(effort);
      waitFor(effort);
      if (live.size > maxLive) leave(live.values().next().value!);
      findings.delete(`delivery-given-up:${delivery.id}`);
      findings.delete(`delivery-unacked:${delivery.id}`);
    }
    findings.set(retryFinding('delivery-retransmitted', effort, delivery, packet.time));
  };

  const answer = (packet: Packet, link: AnswersLink): void => {
    if (byKey.size === 0) return;
    const asker = packet.direction === 'sent' ? 'received' : 'sent';
    const key = keyOf(packet.connection, asker, link.scope ?? '', link.key);
    const effort = byKey.get(key);
    const attempt = effort?.attempts.findLast(
      (each) => each.key === link.key && each.connection === packet.connection,
    );
    if (!effort || !attempt || attempt.answeredAt !== null) return;
    attempt.answeredAt = packet.time;
    if (effort.attempts.length === 1) {
      const event = eventOf(effort);
      slowest.set(event, Math.max(slowest.get(event) ?? 0, packet.time - attempt.time));
    }
    const { delivery } = effort;
    if (!delivery) {
      // Answered at the first attempt, as nearly all are: nothing to join it with any more.
      byContent.delete(effort.at);
      byKey.delete(key);
      return;
    }
    roles.joinDelivery(packet.frame, delivery.id);
    if (delivery.state === 'acked') {
      findings.set(retryFinding('ack-duplicate', effort, delivery, packet.time, packet.frame));
      return;
    }
    leave(effort);
    delivery.state = 'acked';
    delivery.ackFrame = packet.frame;
    delivery.ackedAt = packet.time;
    delivery.latencyMs = packet.time - delivery.transmissions[0]!.time;
    findings.delete(`delivery-given-up:${delivery.id}`);
    findings.delete(`delivery-unacked:${delivery.id}`);
    findings.set(retryFinding('delivery-retransmitted', effort, delivery, packet.time));
    soften();
  };

  /** An attempt is no event: the delivery tells what became of that, and how bad it is. */
  const soften = (): void => {
    if (repeats.size === 0) return;
    const keys = new Set(unanswered());
    for (const id of roles.joined())
      for (const code of ['exchange-unanswered', 'exchange-overdue']) keys.add(`${code}:${id}`);
    for (const key of keys) {
      const finding = findings.get(key);
      if (finding?.subject?.kind !== 'exchange' || finding.severity === 'info') continue;
      const role = roles.read(finding.frames[0] ?? 0);
      const delivery = role?.delivery == null ? undefined : deliveries.list.get(role.delivery);
      if (delivery) findings.set(softenedAttempt(finding, delivery));
    }
  };

  const leaveUnacked = (effort: Effort, time: number): void => {
    if (effort.delivery?.state !== 'pending') return;
    effort.delivery.state = 'unacked';
    findings.set(retryFinding('delivery-unacked', effort, effort.delivery, time));
  };

  return {
    isRepeat: (frame) => repeats.has(frame),
    reads: ['asks', 'answers'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'asks' && link.content !== undefined) ask(packet, link, link.content);
        else if (link.kind === 'asks' && !link.tentative && !link.longHeld) askUnsaid(packet, link);
        else if (link.kind === 'answers') answer(packet, link);
      }
    },
    connected(connection) {
      const chain = chains.of(connection.id)?.id;
      for (const effort of live) {
        if (effort.chain !== chain || effort.delivery?.state !== 'unacked') continue;
        effort.delivery.state = 'pending';
        waitFor(effort);
        findings.delete(`delivery-unacked:${effort.delivery.id}`);
      }
    },
    closed(connection, time) {
      const chain = chains.of(connection.id)?.id ?? 0;
      if (!chains.isOpen(chain))
        for (const effort of live) if (effort.chain === chain) leaveUnacked(effort, time);
      soften();
    },
    tick(now) {
      if (repeats.size > 0) {
        if (now - softenedAt > softenEvery) {
          softenedAt = now;
          soften();
        }
        alarm.at(softenedAt + softenEvery);
      }
      for (const effort of due.take(now)) {
        const { delivery } = effort;
        if (delivery?.state !== 'pending') continue;
        const time = givenUpAt(effort);
        if (now < time) {
          due.add(effort, time);
          continue;
        }
        delivery.state = 'given-up';
        leave(effort);
        findings.set(retryFinding('delivery-given-up', effort, delivery, time));
      }
      alarm.at(due.next);
    },
    finish(end) {
      for (const effort of live) leaveUnacked(effort, end);
      soften();
    },
  };
}
