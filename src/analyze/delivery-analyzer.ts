import { createRingMap } from '../base/ring-map.ts';
import type { AcksLink, NumberedLink } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { Direction } from '../wire/fact.ts';
import type { Analyzer } from './analyzer.ts';
import type { ChainTracker } from './chain-tracker.ts';
import { ackFinding, deliveryFinding, orderFinding } from './delivery-findings.ts';
import type { FindingStore } from './finding-store.ts';
import type { FrameRoles } from './frame-roles.ts';
import type { Delivery, Transmission } from './results.ts';

type MutableDelivery = { -readonly [Key in keyof Delivery]: Delivery[Key] } & {
  transmissions: Transmission[];
  size: number;
};

/** One numbering: the packets of one direction and channel of a chain. */
interface Numbering {
  readonly chain: number;
  readonly channel: string;
  readonly direction: Direction;
  readonly bySeq: ReturnType<typeof createRingMap<number, MutableDelivery>>;
  readonly open: Set<MutableDelivery>;
  highest: number;
  /** Acks or retransmissions were seen: deliveries here expect an ack. */
  acknowledged: boolean;
}

const remembered = 50_000;

export interface DeliveryAnalyzer extends Analyzer {
  readonly all: readonly Delivery[];
  /** Lists a delivery that somebody else follows, and gives its id. */
  adopt(delivery: (id: number) => Delivery): number;
}

/**
 * Follows numbered packets to their ack, over retransmissions and reconnects. The page's own numbered packets expect an ack
 * from the start; the server's do so once the page has acknowledged one (a feed may be numbered only to show gaps).
 */
export function createDeliveryAnalyzer(
  chains: ChainTracker,
  findings: FindingStore,
  roles: FrameRoles,
): DeliveryAnalyzer {
  const all: MutableDelivery[] = [];
  const numberings = new Map<string, Numbering>();
  const byChain = new Map<number, Numbering[]>();
  /** Deliveries with more than one transmission and no ack yet: the ones that can be given up. */
  const retried = new Set<MutableDelivery>();

  const numberingOf = (chain: number, direction: Direction, channel: string): Numbering => {
    const key = `${chain}|${direction}|${channel}`;
    let numbering = numberings.get(key);
    if (!numbering) {
      const bySeq = createRingMap<number, MutableDelivery>(remembered);
      numbering = {
        chain,
        channel,
        direction,
        bySeq,
        open: new Set(),
        highest: -1,
        acknowledged: direction === 'sent',
      };
      numberings.set(key, numbering);
      byChain.set(chain, [...(byChain.get(chain) ?? []), numbering]);
    }
    return numbering;
  };

  const list = (delivery: MutableDelivery): void => {
    if (delivery.id >= 0) return;
    delivery.id = all.length;
    all.push(delivery);
    for (const each of delivery.transmissions) roles.join(each.frame, { delivery: delivery.id });
  };

  const expectAcks = (numbering: Numbering): void => {
    if (numbering.acknowledged) return;
    numbering.acknowledged = true;
    for (const delivery of numbering.open) list(delivery);
  };

  const checkOrder = (packet: Packet, numbering: Numbering, n: number): void => {
    if (numbering.highest >= 0 && n > numbering.highest + 1)
      findings.set(orderFinding('delivery-gap', packet, numbering, numbering.highest + 1, n));
    else if (n < numbering.highest)
      findings.set(orderFinding('delivery-out-of-order', packet, numbering, numbering.highest, n));
  };

  const transmit = (packet: Packet, link: NumberedLink, size: number): void => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const numbering = numberingOf(chain, packet.direction, link.channel);
    const transmission = { frame: packet.frame, connection: packet.connection, time: packet.time };
    const before = numbering.bySeq.get(link.n);
    // Numbers that were acked and come back with other content are a numbering that began anew.
    if (before && !(before.state === 'acked' && (before.name !== packet.name || before.size !== size))) {
      before.transmissions.push(transmission);
      if (before.direction === 'sent') expectAcks(numbering);
      if (before.id >= 0) roles.join(packet.frame, { delivery: before.id });
      if (before.direction === 'received')
        findings.set(orderFinding('delivery-duplicate', packet, numbering, link.n, link.n, before));
      if (before.state !== 'acked') {
        findings.delete(`delivery-given-up:${before.id}`);
        findings.delete(`delivery-unacked:${before.id}`);
        before.state = 'pending';
        retried.add(before);
      }
      if (before.direction === 'sent')
        findings.set(deliveryFinding('delivery-retransmitted', before, packet.time));
      return;
    }
    if (packet.direction === 'received' && !before) checkOrder(packet, numbering, link.n);
    if (before) numbering.highest = -1;
    numbering.highest = Math.max(numbering.highest, link.n);
    const delivery: MutableDelivery = {
      id: -1,
      chain,
      channel: link.channel,
      seq: link.n,
      direction: packet.direction,
      name: packet.name,
      state: 'pending',
      transmissions: [transmission],
      ackFrame: null,
      ackedAt: null,
      latencyMs: null,
      size,
    };
    numbering.bySeq.set(link.n, delivery);
    numbering.open.add(delivery);
    if (numbering.acknowledged) list(delivery);
  };

  const settle = (packet: Packet, numbering: Numbering, delivery: MutableDelivery): void => {
    list(delivery);
    delivery.state = 'acked';
    delivery.ackFrame = packet.frame;
    delivery.ackedAt = packet.time;
    delivery.latencyMs = packet.time - delivery.transmissions[0]!.time;
    numbering.open.delete(delivery);
    retried.delete(delivery);
    findings.delete(`delivery-given-up:${delivery.id}`);
    findings.delete(`delivery-unacked:${delivery.id}`);
    if (findings.has(`delivery-retransmitted:${delivery.id}`))
      findings.set(deliveryFinding('delivery-retransmitted', delivery, packet.time));
    roles.join(packet.frame, { delivery: delivery.id });
  };

  const acknowledge = (packet: Packet, link: AcksLink): void => {
    if (link.negative) return;
    const chain = chains.of(packet.connection)?.id ?? 0;
    const numbering = numberingOf(chain, packet.direction === 'sent' ? 'received' : 'sent', link.channel);
    expectAcks(numbering);
    for (const n of link.numbers) {
      const delivery = numbering.bySeq.get(n);
      if (!delivery) findings.set(ackFinding('ack-unknown', packet, n, null));
      else if (delivery.state === 'acked') {
        roles.join(packet.frame, { delivery: delivery.id });
        findings.set(ackFinding('ack-duplicate', packet, n, delivery));
      } else settle(packet, numbering, delivery);
    }
    for (const delivery of [...numbering.open]) {
      const inRange = link.ranges?.some(([from, to]) => delivery.seq >= from && delivery.seq <= to) ?? false;
      if (inRange || delivery.seq <= (link.upTo ?? -1)) settle(packet, numbering, delivery);
    }
    if (link.upTo !== undefined && numbering.highest < link.upTo)
      findings.set(ackFinding('ack-unknown', packet, link.upTo, null));
  };

  const eachOpen = (chain: number, visit: (delivery: MutableDelivery) => void): void => {
    for (const numbering of byChain.get(chain) ?? [])
      if (numbering.acknowledged) for (const delivery of numbering.open) visit(delivery);
  };

  const leaveUnacked = (delivery: MutableDelivery, time: number): void => {
    if (delivery.state !== 'pending') return;
    delivery.state = 'unacked';
    findings.set(deliveryFinding('delivery-unacked', delivery, time));
  };

  return {
    all,
    adopt(delivery) {
      const id = all.length;
      all.push(delivery(id) as MutableDelivery);
      return id;
    },
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'numbered') transmit(packet, link, sizeOf(packet));
        else if (link.kind === 'acks') acknowledge(packet, link);
      }
    },
    connected(connection) {
      // A reconnect takes unacked deliveries up again: they may still be retransmitted and acknowledged.
      eachOpen(chains.of(connection.id)?.id ?? 0, (delivery) => {
        if (delivery.state !== 'unacked') return;
        delivery.state = 'pending';
        findings.delete(`delivery-unacked:${delivery.id}`);
      });
    },
    closed(connection, time) {
      const chain = chains.of(connection.id)?.id ?? 0;
      if (!chains.isOpen(chain)) eachOpen(chain, (delivery) => leaveUnacked(delivery, time));
    },
    tick(now) {
      for (const delivery of retried) {
        if (delivery.state !== 'pending' || now < givenUpAt(delivery)) continue;
        delivery.state = 'given-up';
        findings.set(deliveryFinding('delivery-given-up', delivery, givenUpAt(delivery)));
      }
    },
    finish(end) {
      for (const numbering of numberings.values())
        if (numbering.acknowledged) for (const delivery of numbering.open) leaveUnacked(delivery, end);
    },
  };
}

/**
 * When a sender that keeps its rhythm would have sent again, with a fifth to spare. With two transmissions the rhythm is not
 * known yet and may double (exponential back-off).
 */
function givenUpAt(delivery: Delivery): number {
  const times = delivery.transmissions.map((each) => each.time);
  const last = times.at(-1)!;
  const gap = last - times.at(-2)!;
  const before = times.length > 2 ? times.at(-2)! - times.at(-3)! : 0;
  const growth = before > 0 ? Math.min(3, Math.max(1, gap / before)) : 2;
  return last + Math.max(gap * growth * 1.2, gap * growth + 500);
}

const sizeOf = (packet: Packet): number => packet.spans.reduce((sum, span) => sum + span.end - span.start, 0);
