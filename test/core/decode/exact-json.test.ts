import fc from 'fast-check';
import { parse } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { readExactJson } from '../../../src/decode/exact-json.ts';

/** JSON, and JSON with a character left out, doubled or another in its place. */
const text = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.constantFrom(
      '',
      ',',
      ':',
      '"',
      '{',
      '}',
      '[',
      ']',
      '\\',
      '\\u12',
      '1',
      '-',
      '.',
      'e',
      ' ',
      '\n',
      'tru',
    ),
    fc.nat(),
    fc.nat({ max: 1 }),
  )
  .map(([json, piece, at, gone]) => {
    const from = at % (json.length + 1);
    return json.slice(0, from) + piece + json.slice(from + gone);
  });

const asDoubles = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? Number(each) : each)));

const lastWins = { onDuplicateKey: ({ newValue }: { readonly newValue: unknown }) => newValue };

describe('JSON with every digit, against published parsers', () => {
  it('reads what JSON.parse reads, and nothing else', () => {
    fc.assert(
      fc.property(text, (each) => {
        const read = readExactJson(each);
        let value: unknown;
        try {
          value = JSON.parse(each);
        } catch {
          expect(read.ok).toBe(false);
          return;
        }
        expect(read.ok && asDoubles(read.value)).toEqual(asDoubles(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('names the place of a fault where lossless-json does', () => {
    fc.assert(
      fc.property(text, (each) => {
        const read = readExactJson(each);
        let place: number | null = null;
        try {
          parse(each, null, lastWins);
        } catch (error) {
          place = Number((error as Error).message.split(' at position ')[1]);
        }
        expect(read.ok ? null : read.error.offset).toBe(place);
      }),
      { numRuns: 3000 },
    );
  });

  it('keeps the digits of integers, and of nothing else', () => {
    fc.assert(
      fc.property(fc.bigInt(), (each) => {
        const read = readExactJson(`{"n":[${each}],"s":"${each}"}`);
        const safe = Number.isSafeInteger(Number(each));
        expect(read).toEqual({
          ok: true,
          value: { n: [safe ? Number(each) : each], s: String(each) },
        });
      }),
    );
  });
});
