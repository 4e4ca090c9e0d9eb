import { sayDuration, sayPlural } from '../../base/say.ts';
import type { Packet } from '../../decode/packet.ts';
import type { Direction } from '../../wire/fact.ts';
import type { Delivery, Finding } from '../results.ts';

type StateCode = 'delivery-unacked' | 'delivery-given-up' | 'delivery-retransmitted';
type OrderCode = 'delivery-gap' | 'delivery-duplicate' | 'delivery-out-of-order';

/** How much speaks for it that a packet without an ack is one that is missed. */
export type Doubt =
  /** Others of its numbering were acknowledged, or it was sent again. */
  | 'none'
  /** No longer without an ack than acks took here, and the connection is open. */
  | 'early'
  /** Nothing to this address ever was acknowledged or sent again, of a few packets or of many: it may be a mere counter. */
  | 'new'
  | 'counter';

/** @param doubt for `delivery-unacked` */
export function deliveryFinding(
  code: StateCode,
  delivery: Delivery,
  time: number,
  doubt: Doubt = 'none',
): Finding {
  const said = say(code, delivery, time);
  return {
    key: `${code}:${delivery.id}`,
    code,
    severity: severityOf(code, doubt),
    connection: delivery.transmissions.at(-1)!.connection,
    time,
    frames: [
      ...delivery.transmissions.map((each) => each.frame),
      ...(delivery.ackFrame === null ? [] : [delivery.ackFrame]),
    ],
    title: said.title,
    detail: `${said.detail}${doubts[doubt]}`,
    subject: { kind: 'delivery', id: delivery.id },
  };
}

function severityOf(code: StateCode, doubt: Doubt): Finding['severity'] {
  if (doubt === 'early' || doubt === 'counter') return 'info';
  return code === 'delivery-retransmitted' || doubt === 'new' ? 'warning' : 'error';
}

const unproven =
  ' Nothing under such numbers was ever acknowledged or sent again here: they may be counters that nobody acknowledges. If so, say that there is no Number, in the details of the connection.';
const doubts: Readonly<Record<Doubt, string>> = {
  none: '',
  early: ' Acks took as long here before, and the connection was open: it may just not have come yet.',
  new: unproven,
  counter: unproven,
};

function say(code: StateCode, delivery: Delivery, time: number): { title: string; detail: string } {
  const what = `seq ${delivery.seq}${delivery.name ? ` ${delivery.name}` : ''}`;
  const times = delivery.transmissions.length;
  const first = delivery.transmissions[0]!;
  const numbers = delivery.transmissions.map((each) => each.seq ?? delivery.seq);
  const anew = new Set(numbers).size > 1;
  const under = anew
    ? `, under the numbers ${numbers.slice(0, 10).join(', ')}${times > 10 ? ' …' : ''} (told by the content, which is the same but for the number while the attempt before was not acknowledged)`
    : '';
  const sent =
    times === 1 ? 'sent once' : `sent ${times} times${spacing(delivery)}${across(delivery)}${under}`;
  const waited = sayDuration(time - first.time);
  switch (code) {
    case 'delivery-given-up':
      return {
        title: `${what} was never acknowledged; the sender gave up`,
        detail:
          `${what} was ${sent} and no ack came in ${waited}. The sender stopped retransmitting, so it is lost unless the application sends it ` +
          'anew. If other numbers were acknowledged meanwhile the receiver was reading: look for a handler that drops this type, or an ack sent for another number.',
      };
    case 'delivery-unacked':
      return {
        title: `${what} was not acknowledged`,
        detail:
          `${what} was ${sent} on ${[...new Set(delivery.transmissions.map((each) => `#${each.connection}`))].join(', ')} and no ack came in ${waited}. ` +
          'WebSocket does not say what arrived before a connection ended: the receiver may or may not have it. A sender that keeps its unacked packets sends it again after a reconnect.',
      };
    case 'delivery-retransmitted':
      return {
        title: `${what} was sent ${times} times`,
        detail:
          `${what} was ${sent}${delivery.state === 'acked' ? `, and acknowledged ${sayDuration(delivery.latencyMs ?? 0)} after the first` : ''}. ` +
          (anew
            ? 'The receiver may have got it more than once and cannot tell by the number, which is another each time: it has to drop duplicates by an id within the message.'
            : 'The receiver may have got it more than once (at-least-once delivery) and must drop duplicates by their number.'),
      };
  }
}

function spacing(delivery: Delivery): string {
  const gaps = delivery.transmissions
    .slice(1)
    .map((each, at) => each.time - delivery.transmissions[at]!.time);
  const low = Math.min(...gaps);
  const high = Math.max(...gaps);
  return high - low < Math.max(200, low * 0.1)
    ? ` (${sayDuration(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length)} apart)`
    : ` (${sayDuration(low)} to ${sayDuration(high)} apart)`;
}

function across(delivery: Delivery): string {
  const reconnects = new Set(delivery.transmissions.map((each) => each.connection)).size - 1;
  return reconnects > 0 ? ` across ${sayPlural(reconnects, 'reconnect')}` : '';
}

interface NumberingName {
  readonly channel: string;
  readonly direction: Direction;
}

/** @param expected the number that was due (for a duplicate: its number) @param n the number that came */
export function orderFinding(
  code: OrderCode,
  packet: Packet,
  numbering: NumberingName,
  expected: number,
  n: number,
  delivery?: Delivery,
): Finding {
  const where = numbering.channel ? ` in ${numbering.channel}` : '';
  const said: Record<OrderCode, { title: string; detail: string }> = {
    'delivery-gap': {
      title: `${n - expected === 1 ? `seq ${expected} is` : `seq ${expected} to ${n - 1} are`} missing${where}`,
      detail:
        `The page received seq ${n}${where} where ${expected} was due: ${sayPlural(n - expected, 'number')} did not arrive before it on this chain of connections. ` +
        'One connection keeps its order, so they were never sent, were sent on another connection, or got lost in a reconnect.',
    },
    'delivery-duplicate': {
      title: `seq ${n} arrived again${where}`,
      detail: `The page received seq ${n}${where} ${sayPlural(delivery?.transmissions.length ?? 2, 'time')}. The sender retransmits until it sees an ack, so a duplicate means that the ack was late or lost; drop it by its number.`,
    },
    'delivery-out-of-order': {
      title: `seq ${n} arrived after ${expected}${where}`,
      detail: `The page received seq ${n}${where} after ${expected}. WebSocket keeps the order of one connection: the sender numbered or queued them in another order, or sent it again after a reconnect.`,
    },
  };
  return {
    key: `${code}:${packet.frame}`,
    code,
    severity: 'warning',
    connection: packet.connection,
    time: packet.time,
    frames: delivery ? delivery.transmissions.map((each) => each.frame) : [packet.frame],
    ...said[code],
    ...(delivery && delivery.id >= 0 && { subject: { kind: 'delivery' as const, id: delivery.id } }),
  };
}

export function ackFinding(
  code: 'ack-unknown' | 'ack-duplicate',
  packet: Packet,
  n: number,
  delivery: Delivery | null,
): Finding {
  const transmissions = delivery?.transmissions.length ?? 0;
  return {
    key: `${code}:${packet.frame}:${n}`,
    code,
    severity: code === 'ack-unknown' ? 'warning' : 'info',
    connection: packet.connection,
    time: packet.time,
    frames: [...(delivery?.ackFrame ? [delivery.ackFrame] : []), packet.frame],
    title: code === 'ack-unknown' ? `Ack for seq ${n}, which was never sent` : `Ack for seq ${n} came again`,
    detail:
      code === 'ack-unknown'
        ? `An ack names seq ${n}, but no packet with that number was seen on this chain of connections. It may have been sent before capture attached; otherwise the receiver acknowledges wrong numbers.`
        : `seq ${n} was acknowledged already, ${sayDuration(packet.time - (delivery?.ackedAt ?? packet.time))} earlier. ${transmissions > 1 ? `It was sent ${transmissions} times, so one ack per transmission is expected.` : 'It was sent once: the receiver acknowledges twice.'}`,
    ...(delivery && { subject: { kind: 'delivery' as const, id: delivery.id } }),
  };
}
