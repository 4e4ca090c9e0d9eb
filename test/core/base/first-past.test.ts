import { expect, it } from 'vitest';
import { firstPast } from '../../../src/base/first-past.ts';

it.each([[0], [1], [2 ** 31 - 2], [2 ** 40]])('finds the first index past a bound, from %d on', (from) => {
  for (let bound = 0; bound <= 10; bound++)
    expect(firstPast(from, from + 10, (index) => index >= from + bound)).toBe(from + bound);
});
