import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMsgpack } from '../../../src/decode/msgpack.ts';
import { plain } from '../../support/socketio-oracle.ts';

const notepack = createRequire(createRequire(import.meta.url).resolve('socket.io-msgpack-parser'))(
  'notepack.io',
) as {
  encode(value: unknown): Buffer;
  decode(bytes: Uint8Array): unknown;
};
const hex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (each) => Number.parseInt(each, 16));

describe('MessagePack', () => {
  it.each([
    ['c0', null],
    ['c2', false],
    ['c3', true],
    ['7f', 127],
    ['ff', -1],
    ['e0', -32],
    ['ccff', 255],
    ['cdffff', 65535],
    ['ceffffffff', 4294967295],
    ['cf001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['cfffffffffffffffff', 18446744073709551615n],
    ['d3ffe0000000000000', -9007199254740992n],
    ['d080', -128],
    ['d18000', -32768],
    ['d280000000', -2147483648],
    ['ca3fc00000', 1.5],
    ['cb3ff8000000000000', 1.5],
    ['a3e29c93', '✓'],
    ['d90161', 'a'],
    ['da000161', 'a'],
    ['db0000000161', 'a'],
    ['c402abcd', Uint8Array.of(0xab, 0xcd)],
    ['c50001ab', Uint8Array.of(0xab)],
    ['c600000001ab', Uint8Array.of(0xab)],
    ['920102', [1, 2]],
    ['dc000101', [1]],
    ['dd0000000101', [1]],
    ['81a16101', { a: 1 }],
    ['de0001a16101', { a: 1 }],
    ['df00000001a16101', { a: 1 }],
    ['810102', { 1: 2 }],
    ['d40000', undefined],
    ['d6ff00000001', '1970-01-01T00:00:01.000Z'],
    ['d7ff0000000000000002', '1970-01-01T00:00:02.000Z'],
    ['c70cff000000000000000000000003', '1970-01-01T00:00:03.000Z'],
    ['d70000000000000003e8', '1970-01-01T00:00:01.000Z'],
    ['d405aa', { extension: 5, bytes: Uint8Array.of(0xaa) }],
    ['c70200abcd', Uint8Array.of(0xab, 0xcd)],
  ])('%s', (bytes, value) => {
    expect(readMsgpack(hex(bytes))).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'msgpack-truncated', 0],
    ['c1', 'msgpack-syntax', 0],
    ['a3e2', 'msgpack-truncated', 1],
    ['c00', 'msgpack-trailing', 1],
    // Two lists that each have the bytes for what they announce, and not both together.
    ['93930102', 'msgpack-truncated', 2],
    ['ddffffffff', 'msgpack-truncated', 5],
    ['dfffffffff', 'msgpack-truncated', 5],
    ['9201', 'msgpack-truncated', 1],
    ['91'.repeat(1000), 'msgpack-too-deep', 201],
  ])('%s is %s', (bytes, code, offset) => {
    expect(readMsgpack(hex(bytes.length % 2 ? `${bytes}0` : bytes))).toMatchObject({
      ok: false,
      error: { code, offset },
    });
  });

  it('counts what it announces over the whole message, and keeps to a million items', () => {
    const list = (count: number, items: Uint8Array): Uint8Array => {
      const bytes = new Uint8Array(5 + items.length);
      new DataView(bytes.buffer).setUint32(1, count);
      bytes[0] = 0xdd;
      bytes.set(items, 5);
      return bytes;
    };
    // Nulls, in two lists of half a million and one more.
    const half = list(500_000, new Uint8Array(500_000).fill(0xc0));
    const twice = new Uint8Array(1 + 2 * half.length);
    twice[0] = 0x92;
    twice.set(half, 1);
    twice.set(half, 1 + half.length);
    expect(readMsgpack(twice)).toMatchObject({
      ok: false,
      error: { code: 'value-too-large', offset: 1 + half.length + 5 },
    });
    expect(readMsgpack(list(1_000_000, new Uint8Array(1_000_000).fill(0xc0))).ok).toBe(true);
  });

  it('names keys that cannot be a text by their place', () => {
    // {[1]: 2, {toString: 3}: 4}
    expect(readMsgpack(hex('8291010281a8746f537472696e670304'))).toEqual({
      ok: true,
      value: { '(key 0)': 2, '(key 1)': 4 },
    });
  });

  it('makes no prototype of a key', () => {
    const read = readMsgpack(hex('81a95f5f70726f746f5f5f81a16101'));
    expect(read.ok && Object.getOwnPropertyNames(read.value)).toEqual(['__proto__']);
  });

  it('reads what notepack writes', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.double({ noNaN: true }),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        fc.constant(null),
        fc.maxSafeInteger(),
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        fc.array(tie('any')),
        fc.dictionary(
          fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
          tie('any'),
        ),
      ),
    })).any;
    fc.assert(
      fc.property(value, (each) => {
        const bytes = notepack.encode(each);
        const read = readMsgpack(new Uint8Array(bytes));
        expect(read.ok && plain(read.value)).toEqual(plain(notepack.decode(bytes)));
      }),
    );
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readMsgpack(bytes)),
      { numRuns: 2000 },
    );
  });
});
