import { fail, ok, type Result } from '../../../base/result.ts';
import type { DecodeProblem } from '../../packet.ts';
import type { EngineVersion } from './engine-packet.ts';

const separator = '\x1e';

/** One packet of a body, as `readEnginePacket` takes it, and where it begins: UTF-16 unit of a text, byte of a binary body. */
export interface PayloadPart {
  readonly data: string | Uint8Array;
  readonly start: number;
}

/**
 * Splits the body of a long-polling request or response into the packets it carries. Revision
 * 4 separates them with U+001E; revision 3 writes `length:packet` in text, and in binary a kind (0 text, 1 binary), the length as
 * one byte a decimal digit, 0xFF and the packet.
 */
export function splitEnginePayload(
  body: string | Uint8Array,
  version: EngineVersion,
): Result<readonly PayloadPart[], DecodeProblem> {
  if (body.length === 0) return ok([]);
  if (typeof body !== 'string') return version === 3 ? splitBinary(body) : ok([{ data: body, start: 0 }]);
  if (version === 3) return splitText(body);
  let start = 0;
  return ok(
    body.split(separator).map((data) => {
      const part = { data, start };
      start += data.length + 1;
      return part;
    }),
  );
}

function splitText(body: string): Result<readonly PayloadPart[], DecodeProblem> {
  const packets: PayloadPart[] = [];
  for (let at = 0; at < body.length; ) {
    const colon = body.indexOf(':', at);
    const digits = colon < 0 ? '' : body.slice(at, colon);
    // UTF-16 units, as every client counts them.
    const end = colon + 1 + Number(digits);
    if (!/^\d+$/.test(digits) || end > body.length)
      return fail({ code: 'engineio-payload', offset: at, message: 'no length and colon before a packet' });
    if (digits !== '0') packets.push({ data: body.slice(colon + 1, end), start: colon + 1 });
    at = end;
  }
  return ok(packets);
}

function splitBinary(body: Uint8Array): Result<readonly PayloadPart[], DecodeProblem> {
  const packets: PayloadPart[] = [];
  for (let at = 0; at < body.length; ) {
    const mark = body.indexOf(0xff, at);
    const digits = mark < 0 ? [] : [...body.subarray(at + 1, mark)];
    const length = digits.length > 0 && digits.every((digit) => digit < 10) ? Number(digits.join('')) : -1;
    if (body[at]! > 1 || length < 0 || mark + 1 + length > body.length)
      return fail({ code: 'engineio-payload', offset: at, message: 'no kind and length before a packet' });
    const packet = body.subarray(mark + 1, mark + 1 + length);
    packets.push({ data: body[at] === 0 ? new TextDecoder().decode(packet) : packet, start: mark + 1 });
    at = mark + 1 + length;
  }
  return ok(packets);
}
