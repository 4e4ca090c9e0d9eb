import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdMap } from '../../../src/base/id-map.ts';
import { createNumberMap } from '../../../src/base/number-map.ts';

/** Counters with and without a prefix, numbers that are written in other ways, and ids that are no counter's. */
const id = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((n) => `r-${n}`),
  fc.integer({ min: 0, max: 300 }).map(String),
  fc.constantFrom(
    'r-007',
    'r-7 ',
    'r-',
    '',
    '-7',
    '7.5',
    '1e3',
    'r-1000000',
    'r-99999999999999999999',
    '"7"',
  ),
  fc.uuid(),
);
const step = fc.constantFrom('set', 'set', 'delete');

describe('a map of ids', () => {
  it('is a map while there is room', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, id)), (steps) => {
        const map = createIdMap<number>(10_000);
        const model = new Map<string, number>();
        for (const [at, [what, key]] of steps.entries()) {
          if (what === 'set') map.set(key, at);
          else map.delete(key);
          if (what === 'set') model.set(key, at);
          else model.delete(key);
          expect(map.size).toBe(model.size);
          expect(map.get(key)).toBe(model.get(key));
        }
        for (const [key, value] of model) expect(map.get(key), key).toBe(value);
        expect([...map.values()].sort()).toEqual([...model.values()].sort());
      }),
    );
  });

  it('forgets the oldest of a counter, says so, and holds no more than twice its capacity', () => {
    const gone: number[] = [];
    const map = createIdMap<number>(100, (value) => gone.push(value));
    for (let n = 1; n <= 1000; n++) {
      map.set(`r-${n}`, n);
      expect(map.size).toBeLessThan(200);
    }
    for (let n = 901; n <= 1000; n++) expect(map.get(`r-${n}`)).toBe(n);
    expect(map.has('r-1')).toBe(false);
    expect(gone).toEqual(Array.from({ length: 1000 - map.size }, (_, at) => at + 1));
    expect(map.evicted).toBe(gone.length);
  });

  it('bounds ids of all kinds at once', () => {
    const map = createIdMap<number>(100);
    for (let n = 1; n <= 5000; n++) for (const prefix of ['a', 'b', `${n}-`]) map.set(`${prefix}${n * 3}`, n);
    expect(map.size).toBeLessThanOrEqual(400);
    expect(map.get('a15000')).toBe(5000);
    expect(map.get('b15000')).toBe(5000);
  });
});

describe('a map of numbers', () => {
  it('is a map while there is room, also for numbers that jump', () => {
    const number = fc.oneof(
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 0, max: 1000 }),
      fc.constant(Number.MAX_SAFE_INTEGER),
    );
    fc.assert(
      fc.property(fc.array(number), (numbers) => {
        const map = createNumberMap<number>(10_000);
        const model = new Map<number, number>();
        for (const [at, n] of numbers.entries()) {
          map.set(n, at);
          model.set(n, at);
        }
        for (const [n, value] of model) expect(map.get(n)).toBe(value);
        expect(map.get(1001)).toBe(undefined);
        map.clear();
        for (const n of model.keys()) expect(map.get(n)).toBe(undefined);
      }),
    );
  });

  it('never gives what a number meant before', () => {
    const map = createNumberMap<string>(4);
    map.set(1, 'one');
    map.set(100, 'far');
    for (let n = 2; n <= 100; n++) map.set(n, 'near');
    for (let n = 101; n <= 200; n++) map.set(n, 'new');
    expect(map.get(100)).toBe(undefined);
    expect(map.get(200)).toBe('new');
  });
});
