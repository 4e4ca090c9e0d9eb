import type { Packet } from '../../decode/packet.ts';
import type { Frame, SessionLog } from '../../session/session.ts';
import { isSameButForNumber, isSameContent, sizeOf } from '../content/same-content.ts';
import type { LiveDelivery } from './live-delivery.ts';
import { isWrap, type MutableNumbering } from './numbering.ts';

/**
 * Whether number `n`, not above the highest so far, now means another packet than before: a counter that went over its end, or a
 * sender that lost its count (a reload of a worker, a server that numbers each connection). Null where it is the old packet again,
 * or out of order.
 */
export function beginsAnew(
  log: SessionLog,
  packet: Packet,
  numbering: MutableNumbering,
  n: number,
  before: LiveDelivery | undefined,
): 'wrap' | 'restart' | null {
  if (isWrap(numbering.highest, n)) return 'wrap';
  const fresh = packet.connection !== numbering.connection;
  if (!before) return fresh && n <= 1 && packet.direction === 'received' ? 'restart' : null;
  if (isSameContent(log, before, packet)) return null;
  if (packet.direction === 'received') return fresh || n <= 1 ? 'restart' : null;
  // A sender may stamp each attempt; it does not turn one type into another, nor send again what was acknowledged.
  const size = sizeOf(packet);
  const alike = before.name === packet.name && Math.abs(before.size - size) <= Math.max(32, before.size / 10);
  return before.state === 'acked' || !alike ? 'restart' : null;
}

/** Packets that wait for an ack and are compared with a new one, the oldest, and acknowledged ones before it, to see what recurs. */
const candidates = 8;
const recent = 32;
const answeredCandidates = 4;
/** A timeout shorter than this (ms) is nobody's. */
const shortestTimeout = 100;

/**
 * The packet that number `n` carries again, although it is a new number: the same content but for that and the attempt's time, while the old one has waited
 * for its ack for longer than acks here take, or its connection is gone. Undefined where acks are not in use, and where the same
 * content was acknowledged just before: what is said again and again is another packet each time.
 */
export function sentUnder(
  log: SessionLog,
  packet: Packet,
  numbering: MutableNumbering,
  n: number,
): LiveDelivery | undefined {
  if (numbering.acks === 0) return undefined;
  const patience = Math.max(shortestTimeout, numbering.slowestAck);
  // Oldest first: those behind it have waited for less.
  const mayBeLost = ({ time, latest }: LiveDelivery): boolean =>
    packet.time - time > patience || latest.connection !== packet.connection;
  const oldest = numbering.open.oldest();
  if (!oldest || !mayBeLost(oldest)) return undefined;
  const own = String(n);
  const size = sizeOf(packet);
  let frame: Frame | undefined;
  const isSame = ({ seq, size: before, latest }: LiveDelivery): boolean => {
    // A look at the log for those only whose size leaves it open.
    if (Math.abs(before - size) > own.length) return false;
    frame ??= log.frame(packet.frame);
    return isSameButForNumber(log.frame(latest.frame), String(latest.seq ?? seq), frame, own, log.startedAt);
  };
  let looked = 0;
  for (const each of numbering.open) {
    if (!mayBeLost(each) || ++looked > candidates) break;
    const last = each.latest;
    const waited = last.connection !== packet.connection || packet.time - last.time > patience;
    if (waited && each.name === packet.name && isSame(each))
      return recurs(packet, numbering, n, isSame) ? undefined : each;
  }
  return undefined;
}

function recurs(
  packet: Packet,
  numbering: MutableNumbering,
  n: number,
  isSame: (delivery: LiveDelivery) => boolean,
): boolean {
  let compared = 0;
  for (let before = n - 1; before >= n - recent && compared < answeredCandidates; before--) {
    const each = numbering.bySeq.get(before);
    if (each?.state !== 'acked' || each.name !== packet.name) continue;
    compared++;
    if (isSame(each)) return true;
  }
  return false;
}
