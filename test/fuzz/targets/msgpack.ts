import { isBytes } from '../../../src/base/bytes.ts';
import { readMsgpack } from '../../../src/decode/msgpack.ts';
import { flattenTree } from '../../../src/layout/tree-layout.ts';
import type { Random } from '../random.ts';
import { must, type Target } from '../target.ts';
import { bytes, jsonValue, mutated } from '../values.ts';

/** The value in MessagePack, each item in a form that may be longer than it needs. */
export function encodeMsgpack(value: unknown): Uint8Array {
  const out: number[] = [];
  write(value, out);
  return Uint8Array.from(out);
}

function write(value: unknown, out: number[]): void {
  if (value === null || value === undefined) out.push(0xc0);
  else if (typeof value === 'boolean') out.push(value ? 0xc3 : 0xc2);
  else if (typeof value === 'string') {
    const text = new TextEncoder().encode(value);
    head(text.length, [0xa0, 31], [0xd9, 0xda, 0xdb], out);
    for (const byte of text) out.push(byte);
  } else if (typeof value === 'number') writeNumber(value, out);
  else if (isBytes(value)) {
    head(value.length, null, [0xc4, 0xc5, 0xc6], out);
    for (const byte of value) out.push(byte);
  } else if (Array.isArray(value)) {
    head(value.length, [0x90, 15], [null, 0xdc, 0xdd], out);
    for (const each of value) write(each, out);
  } else {
    const entries = Object.entries(value as object);
    head(entries.length, [0x80, 15], [null, 0xde, 0xdf], out);
    for (const [key, each] of entries) {
      write(key, out);
      write(each, out);
    }
  }
}

function writeNumber(value: number, out: number[]): void {
  if (Number.isInteger(value) && value >= 0 && value < 128) out.push(value);
  else if (Number.isInteger(value) && value >= -32 && value < 0) out.push(256 + value);
  else {
    const double = new DataView(new ArrayBuffer(8));
    double.setFloat64(0, value);
    out.push(0xcb, ...new Uint8Array(double.buffer));
  }
}

function head(
  length: number,
  short: readonly [base: number, most: number] | null,
  [one, two, four]: readonly [number | null, number, number],
  out: number[],
): void {
  if (short && length <= short[1]) out.push(short[0] + length);
  else if (one !== null && length < 256) out.push(one, length);
  else if (length < 65_536) out.push(two, length >> 8, length & 255);
  else out.push(four, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255);
}

/** Extensions and integers that JavaScript has no type for. */
function oddItem(random: Random): Uint8Array {
  const type = random.pick([0, 255, 1, 128]);
  const fixed = [0xd4, 0xd5, 0xd6, 0xd7, 0xd8];
  const at = random.int(fixed.length);
  if (random.once(3))
    return Uint8Array.of(random.pick([0xcf, 0xd3]), ...random.list(8, 8, () => random.int(256)));
  if (random.once(3)) return Uint8Array.of(0xc7, 12, type, ...random.list(12, 12, () => random.int(256)));
  return Uint8Array.of(fixed[at]!, type, ...random.list(1 << at, 1 << at, () => random.int(256)));
}

export const msgpack: Target<Uint8Array> = {
  name: 'msgpack',
  share: 25,
  make(random) {
    const value = random.once(5) ? oddItem(random) : encodeMsgpack(jsonValue(random));
    return mutated(random, random.once(20) ? bytes(random, 30) : value, random.budget());
  },
  run(input) {
    const read = readMsgpack(input);
    if (read.ok) {
      const { rows } = flattenTree(read.value, new Set(['/0', '/data', '/0/0']));
      must(rows.length <= 2_001, () => `a tree of ${rows.length} lines`);
      return;
    }
    const { offset, message } = read.error;
    must(offset >= 0 && offset <= input.length, () => `a problem at ${offset} of ${input.length}`);
    must(message.length < 200, () => 'a problem without end');
  },
};
