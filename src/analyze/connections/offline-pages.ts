import { firstPast } from '../../base/first-past.ts';
import { createRingMap } from '../../base/ring-map.ts';
import type { NetworkFact } from '../../wire/fact.ts';

/** How long before an end an offline page still explains it, ms. */
const recentMs = 30_000;
/** Changes of a page that are remembered; an end is asked for soon after it came. */
const mostChanges = 1000;
/** Pages that are remembered, the latest that changed. */
const mostPages = 2000;

/** When each page was offline. Asked at the end of each connection, so that it looks at changes of its page alone. */
export interface OfflinePages {
  note(fact: NetworkFact): void;
  /** Whether the page was offline at `end` (session ms), or had come back just before. */
  wasOffline(page: number, end: number): boolean;
}

export function createOfflinePages(): OfflinePages {
  /** By page, oldest first; each differs from the one before. */
  const changes = createRingMap<number, NetworkFact[]>(mostPages);
  return {
    note(fact) {
      const of = changes.get(fact.page) ?? [];
      changes.set(fact.page, of);
      // A page is online until it says otherwise.
      if (fact.online !== (of.at(-1)?.online ?? true)) of.push(fact);
      if (of.length > mostChanges) of.splice(0, mostChanges / 2);
    },
    wasOffline(page, end) {
      const of = changes.get(page) ?? [];
      const last = of[firstPast(0, of.length, (at) => of[at]!.time > end) - 1];
      // What went online was offline before.
      return last !== undefined && (!last.online || end - last.time < recentMs);
    },
  };
}
