/** Wall clock, ms: the end of the year 9999, past which dates are written in another way. */
export const latestDate = Date.UTC(10_000, 0) - 1;

/** ISO 8601; the nearest date that can be written for a time that is none: an export does not fail for an odd clock. */
export const dateOf = (wallClock: number): string =>
  new Date(Math.min(Math.max(wallClock || 0, 0), latestDate)).toISOString();

/** Whether a wall clock (ms) is a date that can be written. */
export const isDate = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= latestDate;
