import { describe, expect, it } from 'vitest';
import { jsonDecoder } from '../../../src/decode/decoders/json/json-decoder.ts';
import { jsonProblem, jsonSequence, parseJson } from '../../../src/decode/json.ts';
import { decodeScript } from '../../support/decode-script.ts';

describe('JSON with every digit', () => {
  it.each([
    ['{"id":12345678901234567890}', { id: 12345678901234567890n }],
    ['{"id":1234567890123456}', { id: 1234567890123456 }],
    ['{"price":0.12345678901234566}', { price: 0.12345678901234566 }],
    // The last of two wins, as in JSON.parse.
    ['{"id":12345678901234567890,"a":1,"a":2}', { id: 12345678901234567890n, a: 2 }],
  ])('%s', (text, value) => {
    expect(parseJson(text)).toEqual({ ok: true, value });
  });

  it('keeps them however deep they are', () => {
    const read = parseJson(`${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`);
    let value: unknown = read.ok && read.value;
    while (Array.isArray(value)) value = value[0];
    expect(value).toBe(12345678901234567890n);
  });

  it('has a bound: a BigInt of a million digits takes seconds to make', () => {
    expect(parseJson(`[1,${'9'.repeat(1_000_000)}]`)).toEqual({
      ok: false,
      error: {
        code: 'value-too-large',
        offset: 3,
        message: 'an integer of 1000000 digits; integers are read up to 1000',
      },
    });
  });

  it('makes no prototype of a field', () => {
    const read = parseJson('{"__proto__":{"a":1},"id":12345678901234567890}');
    expect(read.ok && Object.getOwnPropertyNames(read.value)).toEqual(['__proto__', 'id']);
    expect(read.ok && (read.value as { a?: number }).a).toBeUndefined();
  });

  it('reads a batch that has a key twice', () => {
    const packets = decodeScript(jsonDecoder, '> [{"id":12345678901234567890,"a":1,"a":2},{"id":8}]');
    expect(packets.map((packet) => packet.value())).toEqual([{ id: 12345678901234567890n, a: 2 }, { id: 8 }]);
  });
});

describe('why a text is no JSON, in the same words everywhere', () => {
  it.each([
    ['{"a": "x', 8, `End of string '"' expected but reached end of input`],
    ['{"a" 1}', 5, "Colon ':' expected after property name but got '1'"],
    ['[1,2', 4, "Array item or end of array ']' expected but reached end of input"],
    ['{"a":1}x', 7, "Expected end of input but got 'x'"],
    ['{"a":1,"a":2}\n{', 14, "Expected end of input but got '{'"],
    ['['.repeat(100_000), 100_000, 'Array item expected but reached end of input'],
  ])('%.20s', (text, offset, message) => {
    expect(jsonProblem(text)).toEqual({ code: 'json-syntax', offset, message });
    expect(parseJson(text)).toEqual({ ok: false, error: jsonProblem(text) });
  });
});

describe('jsonSequence', () => {
  const read = (text: string) => {
    const parts = jsonSequence(text);
    if (parts === 'too-many') return parts;
    return parts?.map(({ from, parsed }) => [from, parsed.ok ? parsed.value : parsed.error.offset]);
  };

  it('reads ten thousand, and says that there are more', () => {
    expect(read('{}\n'.repeat(10_000))).toHaveLength(10_000);
    expect(read('{}\n'.repeat(10_001))).toBe('too-many');
  });

  it.each([
    [
      '{"a":1}\n{"a":2}',
      [
        [0, { a: 1 }],
        [8, { a: 2 }],
      ],
    ],
    [
      '{"a":1}\r\n\r\n[2]\n',
      [
        [0, { a: 1 }],
        [11, [2]],
      ],
    ],
    ['{"a":1}\u001e', [[0, { a: 1 }]]],
    [
      '\u001e{"a":1}\n\u001e{"a":2}\n',
      [
        [1, { a: 1 }],
        [10, { a: 2 }],
      ],
    ],
    [
      '{"a":1}\n{"a":',
      [
        [0, { a: 1 }],
        [8, 5],
      ],
    ],
  ])('reads each value of %j with its place', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each(['{"a":1}', '{"a":1}\n', '{"a":', '{"a":\n{"b":', 'a\nb', '', '\u001e'])(
    'is none in %j',
    (text) => {
      expect(jsonSequence(text)).toBeNull();
    },
  );
});
