import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOfflinePages } from '../../../../src/analyze/connections/offline-pages.ts';
import type { NetworkFact } from '../../../../src/wire/fact.ts';

/** Looks at every fact. */
function wasOffline(facts: readonly NetworkFact[], page: number, end: number): boolean {
  let offline = false;
  for (const fact of facts)
    if (fact.page === page && fact.time <= end)
      offline = !fact.online || (offline && end - fact.time < 30_000);
  return offline;
}

describe('pages that were offline', () => {
  it('are those that a look at every fact finds', () => {
    const fact = fc.record({
      after: fc.constantFrom(0, 1, 20_000, 29_999, 30_000),
      page: fc.constantFrom(1, 2),
      online: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fact), fc.nat(200_000), (steps, end) => {
        const pages = createOfflinePages();
        let time = 0;
        const facts = steps.map(({ after, page, online }, order): NetworkFact => {
          time += after;
          return { kind: 'network', order, time, page, online };
        });
        for (const each of facts) pages.note(each);
        for (const page of [1, 2]) expect(pages.wasOffline(page, end)).toBe(wasOffline(facts, page, end));
      }),
    );
  });

  it('remember the latest of changes without end', () => {
    const pages = createOfflinePages();
    for (let order = 0; order < 5000; order++)
      pages.note({ kind: 'network', order, time: order, page: 1, online: order % 2 === 1 });
    expect(pages.wasOffline(1, 5000)).toBe(true);
    expect(pages.wasOffline(1, 50_000)).toBe(false);
  });
});
