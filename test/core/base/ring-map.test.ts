import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRingMap } from '../../../src/base/ring-map.ts';

describe('a map that forgets', () => {
  it('holds the newest, at most twice its capacity, and counts the rest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.array(fc.tuple(fc.constantFrom('set', 'delete'), fc.integer({ min: 0, max: 40 }))),
        (capacity, steps) => {
          const gone: number[] = [];
          const newest: number[] = [];
          const map = createRingMap<number, { key: number }>(capacity, ({ key }) => {
            gone.push(key);
            // It does not come back when newer ones are deleted.
            newest.splice(newest.indexOf(key), 1);
          });
          for (const [step, key] of steps) {
            const at = newest.indexOf(key);
            if (at >= 0) newest.splice(at, 1);
            if (step === 'set') {
              newest.push(key);
              map.set(key, { key });
            } else map.delete(key);
            const held = [...map.values()].map((each) => each.key);
            expect(new Set(held).size).toBe(held.length);
            expect(held.length).toBeLessThanOrEqual(2 * capacity);
            // The newest are all there, each under its key; what was deleted is not.
            for (const each of newest.slice(-capacity + 1 || newest.length))
              if (capacity > 1) expect(map.get(each)).toEqual({ key: each });
            if (step === 'delete') expect(map.has(key)).toBe(false);
            expect(gone.length).toBe(map.evicted);
          }
        },
      ),
      // Once in some thousand runs an entry was looked for that had been forgotten.
      {
        examples: [
          [
            2,
            [
              ...([1, 2, 3, 4] as const).map((key) => ['set', key] as [string, number]),
              ['delete', 4],
              ['delete', 3],
            ],
          ],
        ],
      },
    );
  });
});
