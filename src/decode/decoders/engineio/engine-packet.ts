import { fromBase64 } from '../../../base/bytes.ts';
import type { DecodeProblem } from '../../packet.ts';

/** Protocol revision: the `EIO` of the URL. 3 is Socket.IO 1 and 2, 4 is Socket.IO 3 and 4. */
export type EngineVersion = 3 | 4;

/** In order of their number on the wire. */
export const enginePacketTypes = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'] as const;
export type EnginePacketType = (typeof enginePacketTypes)[number];

/** One Engine.IO packet; `data` is what follows the type, bytes where it came binary or as base64. */
export interface EnginePacket {
  readonly type: EnginePacketType;
  readonly data: string | Uint8Array;
  /** Where `data` begins: bytes of a binary frame, UTF-16 units of a text. */
  readonly offset: number;
}

export type EngineReading =
  | { readonly ok: true; readonly value: EnginePacket }
  | { readonly ok: false; readonly error: DecodeProblem };

/**
 * Reads one packet (https://github.com/socketio/engine.io-protocol): text `4hello`, base64 `bAQID` (revision 3: `b4AQID`), binary
 * as it is (revision 3: behind a byte that is the type).
 */
export function readEnginePacket(data: string | Uint8Array, version: EngineVersion): EngineReading {
  return typeof data === 'string' ? readText(data, version) : readBinary(data, version);
}

function readText(text: string, version: EngineVersion): EngineReading {
  if (text.startsWith('b')) {
    const offset = version === 3 ? 2 : 1;
    const type = version === 3 ? typeOf(text.charCodeAt(1) - 48) : 'message';
    const bytes = fromBase64(text.slice(offset));
    if (type && bytes) return { ok: true, value: { type, data: bytes, offset } };
    return problem('engineio-base64', offset, 'what follows "b" is not base64');
  }
  const type = typeOf(text.charCodeAt(0) - 48);
  if (!type)
    return problem(
      'engineio-type',
      0,
      text === '' ? 'an empty frame has no packet type' : `${JSON.stringify(text[0])} is no packet type`,
    );
  return { ok: true, value: { type, data: text.slice(1), offset: 1 } };
}

function readBinary(bytes: Uint8Array, version: EngineVersion): EngineReading {
  if (version === 4) return { ok: true, value: { type: 'message', data: bytes, offset: 0 } };
  const type = typeOf(bytes[0] ?? -1);
  if (!type) return problem('engineio-type', 0, `byte ${bytes[0] ?? 'none'} is no packet type`);
  return { ok: true, value: { type, data: bytes.subarray(1), offset: 1 } };
}

const typeOf = (digit: number): EnginePacketType | undefined => enginePacketTypes[digit];

const problem = (code: string, offset: number, message: string): EngineReading => ({
  ok: false,
  error: { code, offset, message },
});
