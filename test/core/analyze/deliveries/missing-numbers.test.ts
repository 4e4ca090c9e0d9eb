import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMissingNumbers } from '../../../../src/analyze/deliveries/missing-numbers.ts';
import { joinRanges } from '../../../../src/analyze/deliveries/number-ranges.ts';

describe('numbers that are missing', () => {
  it('are those of a set', () => {
    const jump = fc.tuple(fc.nat({ max: 5 }), fc.array(fc.nat({ max: 60 }), { maxLength: 6 }));
    fc.assert(
      fc.property(fc.array(jump, { maxLength: 12 }), (steps) => {
        const missing = createMissingNumbers();
        const set = new Set<number>();
        let highest = 0;
        for (const [gap, come] of steps) {
          if (gap > 0) missing.add(highest + 1, highest + 1 + gap);
          for (let n = highest + 1; n < highest + 1 + gap; n++) set.add(n);
          highest += gap + 1;
          for (const n of come) expect(missing.delete(n)).toBe(set.delete(n));
        }
      }),
    );
  });
});

describe('numbers within ranges', () => {
  it('are those within any of them', () => {
    const range = fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 30 }));
    fc.assert(
      fc.property(fc.array(range), fc.nat({ max: 31 }), (ranges, n) => {
        expect(joinRanges(ranges).some(([from, to]) => n >= from && n <= to)).toBe(
          ranges.some(([from, to]) => n >= from && n <= to),
        );
      }),
    );
  });
});
