import type { Packet } from '../../decode/packet.ts';
import type { Frame, SessionLog } from '../../session/session.ts';
import type { Delivery } from '../results.ts';
import { type AttemptTimes, attemptValueEnds } from './attempt-values.ts';

/**
 * Whether a packet carries, unit by unit, what the delivery's first transmission carried: a retransmission is identical (domain.md §2).
 * Where bytes are no longer kept, the same name and size have to do.
 */
export function isSameContent(
  log: SessionLog,
  delivery: Delivery & { readonly size: number },
  packet: Packet,
): boolean {
  const one = log.frame(delivery.transmissions[0]!.frame)?.data ?? null;
  const other = log.frame(packet.frame)?.data ?? null;
  if (one === null || other === null)
    return delivery.name === packet.name && delivery.size === sizeOf(packet);
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Bytes of a packet over all its frames. */
export function sizeOf(packet: Packet): number {
  if (packet.frameSize !== undefined) return packet.frameSize;
  let bytes = 0;
  for (const { start, end } of packet.spans) bytes += end - start;
  return bytes;
}

/** ms within which an answer comes at once: what is sent again sooner was not sent for want of one. */
export const ripeAfter = 100;
/** Longer texts are not compared: they would be walked over for every candidate. */
const comparedCap = 256 * 1024;
/** An id shorter than this may stand elsewhere in the message by chance, as a count that rises with it. */
const tellingId = 8;
/** Longer ids are looked for at every difference, character by character: they are not looked for. */
const longestOwn = 128;

/**
 * Whether two frames say the same but for their own number or id, and for what a sender writes anew for each attempt (its time, a
 * count of attempts): the same request sent again as a new one.
 *
 *   {"seq":9,"type":"chat","text":"hi"}   {"seq":10,"type":"chat","text":"hi"}   own 9 and 10 → true
 *   {"seq":9,"online":9}                  {"seq":10,"online":10}                → false: what counts along is content
 *
 * Works on the text as it was sent, so nothing is parsed or written again. False where a text is no longer kept.
 *
 * @param startedAt of the session, ms since 1970
 */
export function isSameButForNumber(
  before: Frame | undefined,
  ownBefore: string,
  after: Frame | undefined,
  ownAfter: string,
  startedAt: number,
): boolean {
  if (!before || !after) return false;
  const longer = after.size - before.size;
  const widths = ownAfter.length - ownBefore.length;
  if (widths === 0 ? longer !== 0 : longer % widths !== 0) return false;
  const { data: a } = before;
  const { data: b } = after;
  if (typeof a !== 'string' || typeof b !== 'string' || a.length > comparedCap) return false;
  const times = { before: startedAt + before.time, after: startedAt + after.time };
  return differsInNumberOnly(a, b, ownBefore, ownAfter, times);
}

/** Whether a frame says once more what an earlier one said, under the same id: nothing differs but what is written anew for each attempt. */
export function isSentAgain(before: Frame | undefined, after: Frame | undefined, startedAt: number): boolean {
  if (!before || !after) return false;
  const { data: a } = before;
  const { data: b } = after;
  if (typeof a !== 'string' || typeof b !== 'string' || a.length > comparedCap) return false;
  const times = { before: startedAt + before.time, after: startedAt + after.time };
  let at = 0;
  let bt = 0;
  while (true) {
    [at, bt] = pastSame(a, b, at, bt);
    if (at === a.length && bt === b.length) return true;
    const ends = attemptValueEnds(a, b, at, bt, ['', ''], times);
    if (!ends) return false;
    [at, bt] = ends;
  }
}

/** Where two texts differ next. */
function pastSame(a: string, b: string, at: number, bt: number): [number, number] {
  let same = 0;
  while (at + same < a.length && bt + same < b.length && a.charCodeAt(at + same) === b.charCodeAt(bt + same))
    same++;
  return [at + same, bt + same];
}

/** Exported for its table of cases. */
export function differsInNumberOnly(
  a: string,
  b: string,
  ownOfA: string,
  ownOfB: string,
  times?: AttemptTimes,
): boolean {
  if (Math.max(ownOfA.length, ownOfB.length) > longestOwn) return false;
  let at = 0;
  let bt = 0;
  let found = false;
  while (true) {
    [at, bt] = pastSame(a, b, at, bt);
    if (at === a.length && bt === b.length) return found;
    const ends = times && attemptValueEnds(a, b, at, bt, [ownOfA, ownOfB], times);
    if (ends) {
      [at, bt] = ends;
      continue;
    }
    if (found && Math.min(ownOfA.length, ownOfB.length) < tellingId) return false;
    const back = stepsBack(a, b, at, bt, ownOfA, ownOfB);
    if (back < 0) return false;
    at += ownOfA.length - back;
    bt += ownOfB.length - back;
    found = true;
  }
}

/** How far before a difference the two numbers begin, whole words each; -1 where they do not stand there. */
function stepsBack(a: string, b: string, at: number, bt: number, ownOfA: string, ownOfB: string): number {
  const most = Math.min(at, bt, Math.max(ownOfA.length, ownOfB.length));
  for (let back = 0; back <= most; back++)
    if (isWord(a, at - back, ownOfA) && isWord(b, bt - back, ownOfB)) return back;
  return -1;
}

const isWord = (text: string, from: number, word: string): boolean =>
  text.startsWith(word, from) && !isLetter(text, from - 1) && !isLetter(text, from + word.length);

/** A digit or a letter of ASCII, or the point or sign of a number. */
function isLetter(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return (
    (unit >= 0x30 && unit <= 0x39) ||
    (unit >= 0x41 && unit <= 0x5a) ||
    (unit >= 0x61 && unit <= 0x7a) ||
    unit === 0x2d ||
    unit === 0x2e
  );
}
