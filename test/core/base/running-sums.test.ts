import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRunningSums } from '../../../src/base/running-sums.ts';

it('finds what adding up finds', () => {
  const step = fc.tuple(fc.nat(300), fc.nat(9));
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 400 }),
      fc.array(fc.integer({ min: -1, max: 2000 })),
      (steps, asked) => {
        const sums = createRunningSums();
        const values: number[] = Array.from({ length: 301 }, () => 0);
        for (const [index, value] of steps) {
          sums.set(index, value);
          values[index] = value;
        }
        for (const sum of asked) {
          let total = 0;
          let count = 0;
          while (total < sum && count < values.length) total += values[count++]!;
          expect(sums.countFor(sum)).toBe(total < sum ? Number.POSITIVE_INFINITY : count);
        }
      },
    ),
  );
});
