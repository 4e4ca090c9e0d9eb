const dayMs = 24 * 60 * 60 * 1000;
/** Longer than any document lives: past this a time is no time. */
const longestMs = 1000 * dayMs;

const within = (time: number): number => Math.max(0, Math.min(time, longestMs));

/** The clock of one document, read as wall clock (ms since the epoch). */
export interface DocumentClock {
  /** The document says that its time 0 was at `origin`, and that it is `time` now. */
  start(origin: number, time: number): void;
  wall(time: number): number;
}

/** Whether what a document says is its wall clock can be so. */
export const isBelieved = (told: number, now: number): boolean => Math.abs(told - now) <= dayMs;

/**
 * What a document says of its time is right to milliseconds, unless the computer slept (its clock may stop meanwhile) or the
 * document is a forgery. So it is believed within a day of the recorder's own clock. Further off, its page fact counts as of
 * now, and what claims to come from the future as well: one document cannot set the session's start for all others.
 */
export function createDocumentClock(wallClock?: () => number): DocumentClock {
  let origin = 0;
  /** The latest that is believed without a look at the clock, which costs more than the rest of a frame's placing. */
  let latest = Number.NEGATIVE_INFINITY;

  const wall = (time: number): number => {
    const told = origin + within(time);
    if (!wallClock || told <= latest) return told;
    const now = wallClock();
    latest = now + dayMs;
    return told <= latest ? told : now;
  };

  return {
    start(told, time) {
      origin = told;
      if (!wallClock) return;
      const now = wallClock();
      const passed = within(time);
      if (!isBelieved(told + passed, now)) origin = now - passed;
    },
    wall,
  };
}
