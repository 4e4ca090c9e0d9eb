import type { NetworkFact } from '../../wire/fact.ts';

/** When pages were offline, as far back as it explains anything. */
export interface OfflineTimes {
  note(event: NetworkFact): void;
  /** Whether the page was offline at `time` (session ms), or shortly before. */
  wasOffline(page: number, time: number): boolean;
}

/** How long before an end an offline page still explains it. */
const recentMs = 30_000;
/** Changes that are remembered of each page: more within half a minute are one bad network. */
const most = 100;

/** Follows the events, so that nobody looks at the whole log for each connection that failed. */
export function createOfflineTimes(): OfflineTimes {
  const byPage = new Map<number, { readonly time: number; readonly online: boolean }[]>();

  return {
    note({ page, time, online }) {
      const changes = byPage.get(page) ?? [];
      byPage.set(page, changes);
      changes.push({ time, online });
      if (changes.length > most) changes.splice(0, most / 2);
    },
    wasOffline(page, time) {
      for (const change of (byPage.get(page) ?? []).toReversed()) {
        if (change.time > time) continue;
        if (!change.online) return true;
        if (time - change.time >= recentMs) return false;
      }
      return false;
    },
  };
}
