import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { valuesIn } from '../../../src/archive/json-values.ts';

/** Values of a tree, names aside. */
const countOf = (value: unknown): number =>
  1 +
  (typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, each) => sum + countOf(each), 0)
    : 0);

describe('the values of a JSON text', () => {
  it.each([
    ['1', 1],
    ['"a,b,[{"', 1],
    [String.raw`"\",\\\",[",2`, 2],
    [String.raw`["\\",1]`, 3],
    ['[[],[],[]]', 7],
    ['"never closed,,,', 1],
  ])('counts %s', (json, count) => expect(valuesIn(json)).toBe(count));

  it('counts no fewer than there are, and at most twice as many', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const count = countOf(value);
        expect(valuesIn(JSON.stringify(value))).toBeGreaterThanOrEqual(count);
        expect(valuesIn(JSON.stringify(value))).toBeLessThanOrEqual(2 * count);
      }),
    );
  });

  it('takes one look at a long string, however it is escaped', () => {
    expect(valuesIn(`"${'\\'.repeat(2_000_000)}"`)).toBe(1);
    expect(valuesIn(`"${'\\"'.repeat(1_000_000)}"`)).toBe(1);
  });
});
