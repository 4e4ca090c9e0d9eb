import { fail, ok, type Result } from '../../../base/result.ts';
import { maxPackets, tooManyPackets } from '../../budget.ts';
import type { DecodeProblem } from '../../packet.ts';
import type { EngineVersion } from './engine-packet.ts';

const separator = '\x1e';
/** Digits of a packet's length; more are none. */
const mostDigits = 10;

/** One packet of a body, as `readEnginePacket` takes it, and where it begins: UTF-16 unit of a text, byte of a binary body. */
export interface PayloadPart {
  readonly data: string | Uint8Array;
  readonly start: number;
}

/**
 * Splits the body of a long-polling request or response into the packets it carries. Revision
 * 4 separates them with U+001E; revision 3 writes `length:packet` in text, and in binary a kind (0 text, 1 binary), the length as
 * one byte a decimal digit, 0xFF and the packet. A body of more than `maxPackets` is a problem.
 */
export function splitEnginePayload(
  body: string | Uint8Array,
  version: EngineVersion,
): Result<readonly PayloadPart[], DecodeProblem> {
  if (body.length === 0) return ok([]);
  if (typeof body !== 'string') return version === 3 ? splitBinary(body) : ok([{ data: body, start: 0 }]);
  if (version === 3) return splitText(body);
  return splitSeparated(body);
}

function splitSeparated(body: string): Result<readonly PayloadPart[], DecodeProblem> {
  const packets: PayloadPart[] = [];
  for (let start = 0; start <= body.length; ) {
    if (packets.length >= maxPackets) return fail(tooManyPackets(start));
    const next = body.indexOf(separator, start);
    const end = next < 0 ? body.length : next;
    packets.push({ data: body.slice(start, end), start });
    start = end + 1;
  }
  return ok(packets);
}

function splitText(body: string): Result<readonly PayloadPart[], DecodeProblem> {
  const packets: PayloadPart[] = [];
  for (let at = 0; at < body.length; ) {
    if (packets.length >= maxPackets) return fail(tooManyPackets(at));
    const colon = digitsEnd(at, (place) => body.charCodeAt(place) - 0x30);
    const length = Number(body.slice(at, colon));
    // UTF-16 units, as every client counts them.
    const end = colon + 1 + length;
    if (colon === at || body[colon] !== ':' || end > body.length)
      return fail({ code: 'engineio-payload', offset: at, message: 'no length and colon before a packet' });
    if (length > 0) packets.push({ data: body.slice(colon + 1, end), start: colon + 1 });
    at = end;
  }
  return ok(packets);
}

function splitBinary(body: Uint8Array): Result<readonly PayloadPart[], DecodeProblem> {
  const packets: PayloadPart[] = [];
  for (let at = 0; at < body.length; ) {
    if (packets.length >= maxPackets) return fail(tooManyPackets(at));
    const mark = digitsEnd(at + 1, (place) => body[place] ?? -1);
    const length = Number(body.subarray(at + 1, mark).join(''));
    if (body[at]! > 1 || mark === at + 1 || body[mark] !== 0xff || mark + 1 + length > body.length)
      return fail({ code: 'engineio-payload', offset: at, message: 'no kind and length before a packet' });
    const packet = body.subarray(mark + 1, mark + 1 + length);
    packets.push({ data: body[at] === 0 ? new TextDecoder().decode(packet) : packet, start: mark + 1 });
    at = mark + 1 + length;
  }
  return ok(packets);
}

/** Where the digits of a length end that begin at `from`. */
function digitsEnd(from: number, digit: (place: number) => number): number {
  let at = from;
  while (at < from + mostDigits && digit(at) >= 0 && digit(at) <= 9) at++;
  return at;
}
