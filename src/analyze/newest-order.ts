import type { SessionLog } from '../session/session.ts';

/** Order of the newest fact of a log; -1 where it holds none. */
export function newestOrder(log: SessionLog): number {
  const frame = log.frame(log.lastFrame);
  return Math.max(frame?.order ?? -1, log.events.at(-1)?.order ?? -1);
}
