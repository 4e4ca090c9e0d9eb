import type { Packet } from '../../decode/packet.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import { orderFinding } from './delivery-findings.ts';
import { type MutableNumbering, noteMissing } from './numbering.ts';

/** Breaks of one kind after which the numbers may be no sequence, and the share of all packets that makes it sure. */
const someBreaks = 5;
const breaksOfNoSequence = 0.3;

/**
 * Tells what is wrong with the place of a received number `n` among those before it. Numbers of which a third jumps or falls back were
 * never meant to follow each other (those of several senders, or of things of which the page gets a part): that is said of none of them.
 */
export function checkOrder(
  packet: Packet,
  numbering: MutableNumbering,
  n: number,
  findings: FindingStore,
): void {
  const { highest, breaks } = numbering;
  if (highest >= 0 && n > highest + 1) {
    noteMissing(numbering, highest + 1, n);
    if (isSequence(numbering, breaks.gaps, packet.frame, 'delivery-gap', findings))
      findings.set(orderFinding('delivery-gap', packet, numbering, highest + 1, n));
  } else if (n < highest) {
    if (numbering.missing.delete(n)) numbering.healed++;
    if (isSequence(numbering, breaks.falls, packet.frame, 'delivery-out-of-order', findings))
      findings.set(orderFinding('delivery-out-of-order', packet, numbering, highest, n));
  }
}

/** Notes a break, and takes back what was found of those before where they have become too many. */
function isSequence(
  { packets }: MutableNumbering,
  breaks: MutableNumbering['breaks']['gaps'],
  frame: number,
  code: 'delivery-gap' | 'delivery-out-of-order',
  findings: FindingStore,
): boolean {
  breaks.count++;
  if (breaks.count <= someBreaks || breaks.count <= packets * breaksOfNoSequence) {
    if (breaks.frames.length < mostTakenBack) breaks.frames.push(frame);
    return true;
  }
  for (const each of breaks.frames) findings.delete(`${code}:${each}`);
  breaks.frames.length = 0;
  return false;
}

const mostTakenBack = 1000;
