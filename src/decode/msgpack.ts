import { fail, ok, type Result } from '../base/result.ts';
import { maxItems, tooManyItems } from './budget.ts';
import type { DecodeProblem } from './packet.ts';

/** A MessagePack extension that has no meaning of its own here: type -128 to 127 and its bytes. */
export interface MsgpackExtension {
  readonly extension: number;
  readonly bytes: Uint8Array;
}

/** Values may nest this deep; hostile bytes must not overflow the stack. */
const maxDepth = 200;
const utf8 = new TextDecoder();

/**
 * Reads the one MessagePack value that `bytes` is (msgpack spec, 2017: https://github.com/msgpack/msgpack/blob/master/spec.md).
 * Integers that a double cannot hold come back as BigInt, str as string, bin as a view on `bytes`, map as an object with string
 * keys, timestamps (extension -1) as ISO text. Extension 0 is notepack's, which Socket.IO's parser uses: one byte 0 is undefined,
 * eight bytes are a date in ms, anything else is an ArrayBuffer's bytes. Keys that are lists or maps are named by their place.
 *
 * A length is believed only as far as the message has bytes for all items that lists around it still wait for, one byte each; a value of
 * more than `maxItems` items is a problem.
 */
export function readMsgpack(bytes: Uint8Array): Result<unknown, DecodeProblem> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  /** Items that lists and maps announced, over the whole message, and those of them that are still to come. */
  let announced = 0;
  let owed = 0;

  /** Moves on by `length` and gives where it was. */
  const take = (length: number): number => {
    if (length > bytes.length - at)
      throw new MsgpackError(
        'msgpack-truncated',
        at,
        `${length} bytes were announced, ${bytes.length - at} are left`,
      );
    const start = at;
    at += length;
    return start;
  };
  const bin = (length: number): Uint8Array => bytes.subarray(take(length), at);
  const str = (length: number): string => utf8.decode(bin(length));

  const announce = (items: number): void => {
    announced += items;
    owed += items;
    if (owed > bytes.length - at)
      throw new MsgpackError(
        'msgpack-truncated',
        at,
        `${owed} items were announced, ${bytes.length - at} bytes are left`,
      );
    if (announced > maxItems) throw new MsgpackError('value-too-large', at, tooManyItems(at).message);
  };

  const item = (depth: number): unknown => {
    owed--;
    return value(depth + 1);
  };

  const list = (length: number, depth: number): unknown[] => {
    announce(length);
    const items: unknown[] = [];
    while (items.length < length) items.push(item(depth));
    return items;
  };

  const map = (length: number, depth: number): Readonly<Record<string, unknown>> => {
    announce(length * 2);
    const entries: [string, unknown][] = [];
    for (let nth = 0; nth < length; nth++) {
      const key = item(depth);
      // A list or a map may refuse to become a string.
      const isScalar = typeof key !== 'object' || key === null;
      entries.push([isScalar ? String(key) : `(key ${nth})`, item(depth)]);
    }
    return Object.fromEntries(entries);
  };

  const extension = (length: number): unknown => {
    const type = view.getInt8(take(1));
    const start = at;
    const body = bin(length);
    if (type === 0) {
      if (length === 1 && body[0] === 0) return undefined;
      if (length === 8) return isoTime(Number(view.getBigInt64(start)), body);
      return body;
    }
    if (type === -1) {
      if (length === 4) return isoTime(view.getUint32(start) * 1000, body);
      if (length === 8) {
        const packed = view.getBigUint64(start);
        return isoTime(Number(packed & 0x3ffffffffn) * 1000 + Number(packed >> 34n) / 1e6, body);
      }
      if (length === 12)
        return isoTime(Number(view.getBigInt64(start + 4)) * 1000 + view.getUint32(start) / 1e6, body);
    }
    return { extension: type, bytes: body } satisfies MsgpackExtension;
  };

  const value = (depth: number): unknown => {
    if (depth > maxDepth)
      throw new MsgpackError('msgpack-too-deep', at, `values nest more than ${maxDepth} deep`);
    const start = take(1);
    const byte = bytes[start]!;
    if (byte < 0x80) return byte;
    if (byte < 0x90) return map(byte & 0x0f, depth);
    if (byte < 0xa0) return list(byte & 0x0f, depth);
    if (byte < 0xc0) return str(byte & 0x1f);
    if (byte >= 0xe0) return byte - 0x100;
    switch (byte) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return bin(view.getUint8(take(1)));
      case 0xc5:
        return bin(view.getUint16(take(2)));
      case 0xc6:
        return bin(view.getUint32(take(4)));
      case 0xc7:
        return extension(view.getUint8(take(1)));
      case 0xc8:
        return extension(view.getUint16(take(2)));
      case 0xc9:
        return extension(view.getUint32(take(4)));
      case 0xca:
        return view.getFloat32(take(4));
      case 0xcb:
        return view.getFloat64(take(8));
      case 0xcc:
        return view.getUint8(take(1));
      case 0xcd:
        return view.getUint16(take(2));
      case 0xce:
        return view.getUint32(take(4));
      case 0xcf:
        return integer(view.getBigUint64(take(8)));
      case 0xd0:
        return view.getInt8(take(1));
      case 0xd1:
        return view.getInt16(take(2));
      case 0xd2:
        return view.getInt32(take(4));
      case 0xd3:
        return integer(view.getBigInt64(take(8)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return extension(1 << (byte - 0xd4));
      case 0xd9:
        return str(view.getUint8(take(1)));
      case 0xda:
        return str(view.getUint16(take(2)));
      case 0xdb:
        return str(view.getUint32(take(4)));
      case 0xdc:
        return list(view.getUint16(take(2)), depth);
      case 0xdd:
        return list(view.getUint32(take(4)), depth);
      case 0xde:
        return map(view.getUint16(take(2)), depth);
      case 0xdf:
        return map(view.getUint32(take(4)), depth);
      default:
        throw new MsgpackError('msgpack-syntax', start, '0xc1 begins no value');
    }
  };

  try {
    const read = value(0);
    if (at < bytes.length)
      return fail({
        code: 'msgpack-trailing',
        offset: at,
        message: `${bytes.length - at} bytes follow the value`,
      });
    return ok(read);
  } catch (error) {
    if (error instanceof MsgpackError)
      return fail({ code: error.code, offset: error.offset, message: error.message });
    throw error;
  }
}

class MsgpackError extends Error {
  readonly code: string;
  readonly offset: number;
  constructor(code: string, offset: number, message: string) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

const integer = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;

/** A date that JavaScript cannot hold stays bytes. */
function isoTime(ms: number, bytes: Uint8Array): string | Uint8Array {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? bytes : date.toISOString();
}
