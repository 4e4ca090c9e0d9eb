import type { AcksLink, NumberedLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Alarm } from '../alarm.ts';
import type { Analyzer } from '../analyzer.ts';
import type { ChainTracker } from '../connections/chain-tracker.ts';
import { isSameContent } from '../content/same-content.ts';
import { createDueQueue } from '../due-queue.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { FrameRoles } from '../frame-roles.ts';
import { createResultList, type ResultList } from '../result-list.ts';
import type { Delivery, Numbering } from '../results.ts';
import type { AnalysisSettings } from '../settings.ts';
import { ackFinding, deliveryFinding, orderFinding } from './delivery-findings.ts';
import { givenUpAt } from './given-up.ts';
import { LiveDelivery, maxTransmissions } from './live-delivery.ts';
import { joinRanges } from './number-ranges.ts';
import { beginEpoch, type MutableNumbering, maxOpen, noteAck, openWithin } from './numbering.ts';
import { createNumberings } from './numberings.ts';
import { checkOrder } from './order.ts';
import { createAckProof } from './proof.ts';
import { beginsAnew, sentUnder } from './renumbering.ts';

/**
 * Ends of its chain after which a packet that was not sent again is left as it is: a page that reconnects without end would have
 * all that waits told lost and taken up again each time.
 */
const mostLefts = 20;

export interface DeliveryAnalyzer extends Analyzer {
  readonly list: ResultList<Delivery>;
  readonly numberings: readonly Numbering[];
  /** Packets that were no longer followed before an ack came. */
  readonly forgotten: number;
  openOn(connection: number): readonly number[];
  /** Lists a delivery that somebody else follows, and gives its id. */
  adopt(delivery: (id: number) => Delivery): number;
}

/**
 * Follows numbered packets to their ack, over retransmissions and reconnects. The page's own numbered packets expect an ack
 * from the start; the server's do so once the page has acknowledged one (a feed may be numbered only to show gaps).
 */
export function createDeliveryAnalyzer(
  settings: AnalysisSettings,
  log: SessionLog,
  chains: ChainTracker,
  alarm: Alarm,
  findings: FindingStore,
  roles: FrameRoles,
): DeliveryAnalyzer {
  const list = createResultList<Delivery>(settings.keep, (each) => each.state === 'pending');
  const numberings = createNumberings(settings.keep);
  /** Deliveries with more than one transmission and no ack yet: the ones that can be given up. */
  const retried = createDueQueue<LiveDelivery>();
  const proof = createAckProof(log);
  let forgotten = 0;

  const enlist = (delivery: LiveDelivery): void => {
    if (delivery.id >= 0) return;
    delivery.id = list.add(delivery);
    if (delivery.sentOnce) roles.joinDelivery(delivery.frame, delivery.id);
    else for (const each of delivery.transmissions) roles.joinDelivery(each.frame, delivery.id);
  };

  const expectAcks = (numbering: MutableNumbering): void => {
    if (numbering.expectsAcks) return;
    numbering.expectsAcks = true;
    for (const delivery of numbering.open) enlist(delivery);
  };

  const close = (numbering: MutableNumbering, delivery: LiveDelivery): void => {
    if (numbering.open.delete(delivery)) numbering.window--;
    retried.delete(delivery);
  };

  /** Until the sender has given it up. */
  const waitFor = (delivery: LiveDelivery): void => {
    const due = givenUpAt(delivery);
    retried.add(delivery, due);
    alarm.at(due);
  };

  /** @param seq its number, where that is a new one */
  const again = (packet: Packet, numbering: MutableNumbering, before: LiveDelivery, seq?: number): void => {
    numbering.retransmissions++;
    proof.note(numbering, packet.connection);
    const isNamed = before.sentAgain(packet, seq);
    numbering.open.wake(before);
    if (before.id >= 0) roles.joinDelivery(packet.frame, before.id);
    if (before.state !== 'acked') {
      findings.delete(`delivery-given-up:${before.id}`);
      findings.delete(`delivery-unacked:${before.id}`);
      before.state = 'pending';
      waitFor(before);
    }
    if (before.direction === 'sent' || seq !== undefined) {
      expectAcks(numbering);
      // Past what is named nothing of it would change.
      if (isNamed) findings.set(deliveryFinding('delivery-retransmitted', before, packet.time));
      return;
    }
    numbering.duplicates++;
    findings.set(orderFinding('delivery-duplicate', packet, numbering, before.seq, before.seq, before));
  };

  const transmit = (packet: Packet, link: NumberedLink): void => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const numbering = numberings.of(chain, packet.direction, link.channel);
    // A number past the highest is new, unless numbers before a wrap are still remembered.
    const isNew = link.n > numbering.highest && numbering.wraps === 0;
    let before = isNew ? undefined : numbering.bySeq.get(link.n);
    const anew = link.n <= numbering.highest ? beginsAnew(log, packet, numbering, link.n, before) : null;
    if (anew) {
      if (anew === 'wrap') numbering.wraps++;
      else numbering.restarts++;
      beginEpoch(numbering, anew);
      before = undefined;
    } else if (before && before.epoch !== numbering.epoch && !isSameContent(log, before, packet)) {
      before = undefined;
    }
    numbering.connection = packet.connection;
    if (before) {
      again(packet, numbering, before);
      return;
    }
    if (packet.direction === 'received' && !anew) checkOrder(packet, numbering, link.n, findings);
    if (numbering.first < 0) numbering.first = link.n;
    if (link.n > numbering.highest) numbering.highest = link.n;
    const renumbered = sentUnder(log, packet, numbering, link.n);
    if (renumbered) {
      numbering.bySeq.set(link.n, renumbered);
      again(packet, numbering, renumbered, link.n);
      return;
    }
    numbering.packets++;
    const delivery = new LiveDelivery(packet, link, numbering);
    numbering.bySeq.set(link.n, delivery);
    numbering.open.add(delivery);
    numbering.openByNumber?.add(delivery);
    if (++numbering.window > numbering.windowPeak) numbering.windowPeak = numbering.window;
    if (numbering.expectsAcks) enlist(delivery);
    if (numbering.open.size > Math.min(maxOpen, settings.keep)) dropOldest(numbering);
  };

  /** A feed that is numbered only to show gaps waits for nothing, so nothing is lost with its oldest. */
  const dropOldest = (numbering: MutableNumbering): void => {
    let count = numbering.open.size / 4;
    for (const delivery of numbering.open) {
      if (count-- <= 0) break;
      close(numbering, delivery);
      if (delivery.id < 0) continue;
      forgotten++;
      delivery.state = 'unacked';
    }
  };

  const settle = (packet: Packet, numbering: MutableNumbering, delivery: LiveDelivery): void => {
    enlist(delivery);
    close(numbering, delivery);
    numbering.acked++;
    if (delivery.state !== 'pending') {
      findings.delete(`delivery-given-up:${delivery.id}`);
      findings.delete(`delivery-unacked:${delivery.id}`);
    }
    delivery.state = 'acked';
    delivery.ackFrame = packet.frame;
    delivery.ackedAt = packet.time;
    delivery.latencyMs = packet.time - delivery.time;
    if (delivery.sentOnce) numbering.slowestAck = Math.max(numbering.slowestAck, delivery.latencyMs);
    else if (delivery.direction === 'sent' || findings.get(`delivery-retransmitted:${delivery.id}`))
      findings.set(deliveryFinding('delivery-retransmitted', delivery, packet.time));
    roles.joinDelivery(packet.frame, delivery.id);
  };

  const refuse = (packet: Packet, numbering: MutableNumbering, link: AcksLink): void => {
    for (const n of link.numbers) {
      const delivery = numbering.bySeq.get(n);
      if (!delivery) {
        findings.set(ackFinding('ack-unknown', packet, n, null));
        continue;
      }
      numbering.nacks++;
      enlist(delivery);
      if (delivery.nackFrames.length < maxTransmissions)
        delivery.nackFrames = [...delivery.nackFrames, packet.frame];
      roles.joinDelivery(packet.frame, delivery.id);
    }
  };

  const ack = (packet: Packet, numbering: MutableNumbering, from: number, to: number): void => {
    for (const delivery of openWithin(numbering, from, to)) settle(packet, numbering, delivery);
  };

  const acknowledge = (packet: Packet, link: AcksLink): void => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const numbering = numberings.of(chain, packet.direction === 'sent' ? 'received' : 'sent', link.channel);
    expectAcks(numbering);
    proof.note(numbering, packet.connection);
    if (link.negative) {
      refuse(packet, numbering, link);
      return;
    }
    numbering.acks++;
    noteAck(numbering, link);
    for (const n of link.numbers) {
      const delivery = numbering.bySeq.get(n);
      if (!delivery) findings.set(ackFinding('ack-unknown', packet, n, null));
      else if (delivery.state === 'acked') {
        numbering.acksAgain++;
        roles.joinDelivery(packet.frame, delivery.id);
        findings.set(ackFinding('ack-duplicate', packet, n, delivery));
      } else settle(packet, numbering, delivery);
    }
    if (link.ranges === undefined && link.upTo === undefined) return;
    if (link.upTo !== undefined) ack(packet, numbering, Number.NEGATIVE_INFINITY, link.upTo);
    for (const [from, to] of joinRanges(link.ranges ?? [])) ack(packet, numbering, from, to);
    if (link.upTo !== undefined && numbering.highest < link.upTo)
      findings.set(ackFinding('ack-unknown', packet, link.upTo, null));
  };

  type Visit = (delivery: LiveDelivery, numbering: MutableNumbering) => void;

  const eachOpen = (chain: number, visit: Visit): void => {
    for (const numbering of numberings.ofChain(chain))
      if (numbering.expectsAcks && numbering.open.activeSize > 0)
        for (const delivery of numbering.open.active()) visit(delivery, numbering);
  };

  const leaveUnacked = (
    delivery: LiveDelivery,
    numbering: MutableNumbering,
    time: number,
    isOver: boolean,
  ): void => {
    if (delivery.state !== 'pending') return;
    delivery.state = 'unacked';
    const doubt = proof.doubt(numbering, delivery, time, isOver);
    findings.set(deliveryFinding('delivery-unacked', delivery, time, doubt));
  };

  return {
    adopt: (delivery) => list.add(delivery(list.next)),
    list,
    numberings: numberings.all,
    get forgotten() {
      return forgotten;
    },
    openOn(connection) {
      const open: number[] = [];
      eachOpen(chains.of(connection)?.id ?? 0, (each) => {
        if (each.latest.connection === connection) open.push(each.id);
      });
      return open;
    },
    reads: ['numbered', 'acks'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'numbered') transmit(packet, link);
        else if (link.kind === 'acks') acknowledge(packet, link);
      }
    },
    connected(connection) {
      // A reconnect takes unacked deliveries up again: they may still be retransmitted and acknowledged.
      eachOpen(chains.of(connection.id)?.id ?? 0, (delivery) => {
        if (delivery.state !== 'unacked') return;
        delivery.state = 'pending';
        if (!delivery.sentOnce) waitFor(delivery);
        findings.delete(`delivery-unacked:${delivery.id}`);
      });
    },
    closed(connection, time) {
      const chain = chains.of(connection.id)?.id ?? 0;
      if (chains.isOpen(chain)) return;
      eachOpen(chain, (delivery, numbering) => {
        leaveUnacked(delivery, numbering, time, true);
        if (++delivery.lefts >= mostLefts) numbering.open.rest(delivery);
      });
    },
    tick(now) {
      for (const delivery of retried.take(now)) {
        if (delivery.state !== 'pending') continue;
        const due = givenUpAt(delivery);
        if (now < due) retried.add(delivery, due);
        else {
          delivery.state = 'given-up';
          findings.set(deliveryFinding('delivery-given-up', delivery, due));
        }
      }
      alarm.at(retried.next);
    },
    forget: () => numberings.forget(chains.has),
    finish(end) {
      for (const numbering of numberings.all)
        if (numbering.expectsAcks)
          for (const delivery of numbering.open) leaveUnacked(delivery, numbering, end, false);
    },
  };
}
