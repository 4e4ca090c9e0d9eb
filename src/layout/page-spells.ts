import type { SessionEvent, SessionLog } from '../session/session.ts';

/** A time in which a page was hidden (its timers are throttled) or offline. Session ms; `to` is null while it lasts. */
export interface PageSpell {
  readonly what: 'hidden' | 'offline';
  readonly page: number;
  readonly from: number;
  to: number | null;
}

/** Follows the log: each event is looked at once. Only top documents, which the frames in them share their fate with. */
export interface PageSpells {
  take(log: SessionLog): readonly PageSpell[];
}

export function createPageSpells(): PageSpells {
  let spells: PageSpell[] = [];
  let epoch = -1;
  let order = -1;

  const set = (what: PageSpell['what'], page: number, time: number, on: boolean): void => {
    const last = spells.findLast((each) => each.what === what && each.page === page && each.to === null);
    if (on && !last) spells.push({ what, page, from: time, to: null });
    else if (!on && last) last.to = time;
  };

  const follow = (event: SessionEvent): void => {
    if (event.kind === 'visibility') set('hidden', event.page, event.time, !event.visible);
    else if (event.kind === 'network') set('offline', event.page, event.time, !event.online);
    else if (event.kind === 'page-left')
      for (const what of ['hidden', 'offline'] as const) set(what, event.page, event.time, false);
  };

  return {
    take(log) {
      if (log.epoch !== epoch) {
        epoch = log.epoch;
        spells = [];
        order = -1;
      }
      const { events } = log;
      let at = events.length;
      while (at > 0 && events[at - 1]!.order > order) at--;
      for (; at < events.length; at++) follow(events[at]!);
      order = events.at(-1)?.order ?? order;
      const tops = new Set(log.pages.filter(({ frame }) => frame === 'top').map(({ id }) => id));
      return spells.filter(({ page }) => tops.has(page));
    },
  };
}
