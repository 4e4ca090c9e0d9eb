import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLatencyBook } from '../../../../src/analyze/exchanges/latency-book.ts';
import { analyse } from '../../../support/frame-script.ts';

describe('latency by type of request', () => {
  it('is as if never recorded once it was taken back, the least and the most to their bucket', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 60_000, noNaN: true }),
        (values, other) => {
          const [with_, without] = [createLatencyBook(), createLatencyBook()];
          for (const each of values)
            for (const book of [with_, without]) book.record('a', 'sent', 'answered', each);
          with_.record('a', 'sent', 'late', other);
          with_.retract('a', 'sent', 'late', other);
          const [one] = with_.stats;
          const [two] = without.stats;
          expect({ ...one, min: 0, max: 0, mean: 0, p50: 0, p95: 0, p99: 0 }).toEqual({
            ...two,
            min: 0,
            max: 0,
            mean: 0,
            p50: 0,
            p95: 0,
            p99: 0,
          });
          expect(one!.mean).toBeCloseTo(two!.mean, 3);
          expect(one!.min).toBeLessThanOrEqual(two!.min * 1.1 + 0.1);
          expect(one!.max).toBeGreaterThanOrEqual(two!.max);
          expect(one!.max).toBeLessThanOrEqual(two!.max * 1.1 + 0.1);
        },
      ),
    );
  });

  it('counts states and names the slow type', () => {
    const analysis = analyse(`
      open 1 ws://app.example/rt
      0ms > {"id":1,"type":"fast"}
      10ms < {"id":1,"type":"fast.response"}
      20ms > {"id":2,"type":"fast"}
      40ms < {"id":2,"type":"error","message":"no"}
      50ms > {"id":3,"type":"slow"}
      1050ms < {"id":3,"type":"slow.response"}
      2s > {"id":4,"type":"slow"}
      3s 1 close 1006`);
    const [fast, slow] = analysis.latencies;
    expect(fast).toMatchObject({
      name: 'fast',
      asker: 'sent',
      count: 2,
      answered: 2,
      states: { answered: 1, failed: 1 },
      min: 10,
      max: 20,
      mean: 15,
    });
    expect(slow).toMatchObject({ name: 'slow', count: 2, answered: 1, p50: 1000, p99: 1000 });
    expect(slow?.states).toEqual({ answered: 1, unanswered: 1 });
  });

  it('has quantiles within a twelfth of the exact ones', () => {
    const latency = fc.double({ min: 0.2, max: 60_000, noNaN: true });
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 400 }), (values) => {
        const book = createLatencyBook();
        for (const value of values) book.record('x', 'sent', 'answered', value);
        const [stats] = book.stats;
        const sorted = [...values].sort((one, other) => one - other);
        for (const [share, found] of [
          [0.5, stats!.p50],
          [0.95, stats!.p95],
          [0.99, stats!.p99],
        ] as const) {
          const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact / 11);
        }
        expect(stats!.histogram.reduce((sum, count) => sum + count, 0)).toBe(values.length);
      }),
    );
  });
});
