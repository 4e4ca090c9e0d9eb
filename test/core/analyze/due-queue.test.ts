import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDueQueue } from '../../../src/analyze/due-queue.ts';

describe('what is due', () => {
  it('comes in its order, the earlier of two times of one thing', () => {
    const queue = createDueQueue<string>();
    for (const [item, time] of [
      ['late', 30],
      ['gone', 5],
      ['first', 10],
      ['late', 20],
      ['first', 40],
    ] as const)
      queue.add(item, time);
    queue.delete('gone');
    expect([queue.size, queue.next, queue.take(9), queue.take(20), queue.next]).toEqual([
      2,
      10,
      [],
      ['first', 'late'],
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('is what a sorted list says', () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'delete', 'take'),
      item: fc.nat(20),
      time: fc.nat(50),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const queue = createDueQueue<number>();
        const times = new Map<number, number>();
        for (const { what, item, time } of steps) {
          if (what === 'add') {
            queue.add(item, time);
            times.set(item, Math.min(time, times.get(item) ?? time));
          } else if (what === 'delete') {
            queue.delete(item);
            times.delete(item);
          } else {
            const due = [...times].filter(([, each]) => each <= time).map(([each]) => each);
            const taken = queue.take(time);
            expect(new Set(taken)).toEqual(new Set(due));
            expect(taken.map((each) => times.get(each))).toEqual(
              taken.map((each) => times.get(each)!).sort((one, other) => one - other),
            );
            for (const each of due) times.delete(each);
          }
          expect(queue.size).toBe(times.size);
        }
      }),
    );
  });
});
