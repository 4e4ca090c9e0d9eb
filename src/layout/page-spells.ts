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

/** Spells that are remembered, the latest: a page may say any number of times that it is hidden. */
const mostSpells = 10_000;

export function createPageSpells(): PageSpells {
  let spells: PageSpell[] = [];
  /** Those that last, by what and page. */
  const lasting = new Map<string, PageSpell>();
  let epoch = -1;
  let order = -1;

  const set = (what: PageSpell['what'], page: number, time: number, on: boolean): void => {
    const key = `${what} ${page}`;
    const last = lasting.get(key);
    if (on && !last) {
      const begun = { what, page, from: time, to: null };
      spells.push(begun);
      lasting.set(key, begun);
      if (spells.length > 2 * mostSpells) spells = spells.slice(-mostSpells);
    } else if (!on && last) {
      last.to = time;
      lasting.delete(key);
    }
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
        lasting.clear();
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

/** A place on a strip that is `slots` wide; `from` and `to` are slots, both ends among them. */
export interface SpellMark {
  readonly what: PageSpell['what'];
  readonly from: number;
  readonly to: number;
  /** The spells that lie there. */
  readonly spells: readonly PageSpell[];
}

/** Spells as marks on a strip of time; those that meet within a slot are one mark, so that there are no more marks than slots. */
export function placeSpells(spells: readonly PageSpell[], span: number, slots: number): readonly SpellMark[] {
  const slotOf = (time: number): number =>
    Math.min(slots - 1, Math.max(0, Math.floor((time / span) * slots)));
  const marks: { what: PageSpell['what']; from: number; to: number; spells: PageSpell[] }[] = [];
  for (const what of ['hidden', 'offline'] as const) {
    const own = spells.filter((each) => each.what === what).sort((one, other) => one.from - other.from);
    for (const spell of own) {
      const from = slotOf(spell.from);
      const to = slotOf(spell.to ?? span);
      const last = marks.at(-1);
      if (last?.what === what && from <= last.to) {
        last.to = Math.max(last.to, to);
        last.spells.push(spell);
      } else marks.push({ what, from, to, spells: [spell] });
    }
  }
  return marks;
}
