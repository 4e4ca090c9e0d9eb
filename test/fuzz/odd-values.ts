import type { Random } from './random.ts';

/** Numbers at the edges of what columns, dates, doubles and counts hold. */
export const oddNumbers: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1,
  2,
  255,
  256,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  1e300,
  8.64e15,
  253_402_300_799_999,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** Texts that something may trip over: control characters, halves of surrogate pairs, names of an object's own, dates, numbers. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  '\n',
  '\u001b]52;c;x\u0007\nforged',
  '\u202e\u2066',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\udc00x',
  '😀',
  'é\u0301',
  '\x1e',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '%',
  '%E0%A4%A',
  '-0',
  '1e999',
  '12345678901234567890',
  '9007199254740993',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  'AAAA====',
  'null',
  '{}',
  '[]',
  '{"id":1',
  '~1~0',
  'constructed',
  'pending',
  'received',
];

/** What may stand where another value is expected. */
export function oddValue(random: Random): unknown {
  switch (random.int(9)) {
    case 0:
      return random.pick(oddNumbers);
    case 1:
      return random.pick(oddTexts);
    case 2:
      return random.pick([null, true, false, undefined]);
    case 3:
      return random.pick<unknown>([
        [],
        [[]],
        {},
        { length: 1 },
        { toString: null },
        { valueOf: 1, toString: 1 },
        [null],
      ]);
    case 4:
      return Uint8Array.of(1, 2, 3);
    case 5:
      return new Array(random.pick([1, 3, 70_000]));
    case 6:
      return random.int(10);
    case 7:
      return random.pick(oddTexts).repeat(random.pick([1, 2, 200]));
    default:
      return { [random.pick(oddTexts)]: random.pick(oddTexts) };
  }
}
