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

  it('is as JSON.parse has it where it is nested too deeply', () => {
    const text = `${'['.repeat(100_000)}12345678901234567890${']'.repeat(100_000)}`;
    expect(parseJson(text).ok).toBe(true);
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
    ['['.repeat(100_000), 0, 'Not JSON, or nested too deeply to tell where it is not'],
  ])('%.20s', (text, offset, message) => {
    expect(jsonProblem(text)).toEqual({ code: 'json-syntax', offset, message });
    expect(parseJson(text)).toEqual({ ok: false, error: jsonProblem(text) });
  });
});

describe('jsonSequence', () => {
  const read = (text: string) =>
    jsonSequence(text)?.map(({ from, parsed }) => [from, parsed.ok ? parsed.value : parsed.error.offset]);

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
