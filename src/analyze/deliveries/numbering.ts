import { createNumberMap, type NumberMap } from '../../base/number-map.ts';
import type { AcksLink } from '../../decode/link.ts';
import type { Direction } from '../../wire/fact.ts';
import type { AckStyle, Numbering } from '../results.ts';
import type { LiveDelivery } from './live-delivery.ts';
import { createMissingNumbers, type MissingNumbers } from './missing-numbers.ts';
import { createOpenByNumber, type OpenByNumber } from './open-by-number.ts';
import { createOpenDeliveries, type OpenDeliveries } from './open-deliveries.ts';

/** A numbering with what is needed to go on with it. */
export type MutableNumbering = { -readonly [Key in keyof Numbering]: Numbering[Key] } & {
  /** Of the current epoch. */
  readonly bySeq: NumberMap<LiveDelivery>;
  /** Waiting for an ack, of all epochs, oldest first. */
  readonly open: OpenDeliveries;
  /** Those of the current epoch by number, once an ack named a range. */
  openByNumber: OpenByNumber | null;
  /** Numbers that were jumped over and may still come. */
  readonly missing: MissingNumbers;
  /** Numbers that jump ahead or fall back, with the frames that were told of. */
  readonly breaks: Readonly<Record<'gaps' | 'falls', { count: number; readonly frames: number[] }>>;
  epoch: number;
  /** Acks or retransmissions were seen: deliveries here expect an ack. */
  expectsAcks: boolean;
  /** An ack, a nack or a retransmission was seen. */
  proven: boolean;
  connection: number;
  /** ms of the slowest ack of a packet that was sent once. */
  slowestAck: number;
};

/** Packets of one numbering that wait for an ack; past this the oldest is no longer followed, and counted. */
export const maxOpen = 50_000;
const remembered = 50_000;

/** @param keep deliveries that are kept in all: more numbers need not be remembered */
export function createNumbering(
  id: number,
  chain: number,
  direction: Direction,
  channel: string,
  keep: number,
): MutableNumbering {
  return {
    id,
    chain,
    direction,
    channel,
    restarts: 0,
    wraps: 0,
    first: -1,
    highest: -1,
    packets: 0,
    retransmissions: 0,
    acked: 0,
    acks: 0,
    acksAgain: 0,
    nacks: 0,
    ackStyle: 'none',
    gaps: 0,
    healed: 0,
    duplicates: 0,
    window: 0,
    windowPeak: 0,
    bySeq: createNumberMap(Math.min(remembered, keep)),
    open: createOpenDeliveries(),
    openByNumber: null,
    missing: createMissingNumbers(),
    breaks: { gaps: { count: 0, frames: [] }, falls: { count: 0, frames: [] } },
    epoch: 0,
    expectsAcks: direction === 'sent',
    proven: false,
    connection: 0,
    slowestAck: 0,
  };
}

/**
 * The numbers begin anew: what was open stays open, but a number now means another packet. After a wrap the numbers before it
 * still mean theirs, until they come up again.
 */
export function beginEpoch(numbering: MutableNumbering, kind: 'wrap' | 'restart'): void {
  numbering.epoch++;
  if (kind === 'restart') numbering.bySeq.clear();
  numbering.missing.clear();
  numbering.openByNumber = null;
  numbering.highest = -1;
}

/** The open deliveries whose numbers are in a range, both ends among them, of the current epoch. */
export function openWithin(numbering: MutableNumbering, from: number, to: number): readonly LiveDelivery[] {
  numbering.openByNumber ??= createOpenByNumber(
    [...numbering.open].filter(({ epoch }) => epoch === numbering.epoch),
  );
  return numbering.openByNumber.within(from, to);
}

/** Where counters of 8, 16, 31, 32 and 53 bits end. */
const ends = [0xff, 0xffff, 0x7fffffff, 0xffffffff, Number.MAX_SAFE_INTEGER];

/** Whether `n` after `highest` is the counter going over its end, a lost packet or two aside. */
export const isWrap = (highest: number, n: number): boolean =>
  n <= 3 && ends.some((end) => highest <= end && highest >= end - 3);

/** Remembers the numbers from `from` up to `to` as missing. */
export function noteMissing(numbering: MutableNumbering, from: number, to: number): void {
  numbering.gaps += to - from;
  numbering.missing.add(from, to);
}

const styles: readonly AckStyle[] = ['none', 'single', 'list', 'ranges', 'cumulative'];

/** The most that acks here have been seen to do. */
export function noteAck(numbering: MutableNumbering, link: AcksLink): void {
  const style: AckStyle =
    link.upTo !== undefined
      ? 'cumulative'
      : link.ranges
        ? 'ranges'
        : link.numbers.length > 1
          ? 'list'
          : 'single';
  if (styles.indexOf(style) > styles.indexOf(numbering.ackStyle)) numbering.ackStyle = style;
}
