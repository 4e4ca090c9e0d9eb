import { type ReadonlySignal, signal } from '@preact/signals';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import type { AnalysisSettings } from '../../../src/analyze/settings.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { createRefresh } from './refresh.ts';

/** How often the clock moves while nothing arrives, so that waiting things grow overdue before one's eyes. */
const clockEvery = 250;

/** The analysis of one log, kept up with it in slices that never block. */
export interface LiveAnalysis {
  /** Rises when a paint is due (see refresh.ts); the only signal there is for all that traffic. */
  readonly version: ReadonlySignal<number>;
  readonly current: Analysis;
  /** Session time now, ms. */
  now(): number;
  /** Begins anew, e.g. after a setting changed. What was derived before is kept until the new one has caught up. */
  rebuild(settings: AnalysisSettings): void;
  /** Whether that is so. */
  readonly rebuilding: boolean;
  /** Takes up again what was derived under these settings; begins anew where that is no longer there. */
  restore(settings: AnalysisSettings): void;
  /** The recording is over: time stands still, and nothing grows overdue any more. */
  freeze(): void;
  stop(): void;
}

/** @param end for an opened archive: when its session is over; null follows the wall clock */
export function createLiveAnalysis(
  log: SessionLog,
  initial: AnalysisSettings,
  end: number | null,
): LiveAnalysis {
  const version = signal(0);
  let settings = initial;
  let current = createAnalysis(log, settings);
  /** What is shown again when the rebuild is cancelled. */
  let former: Analysis | null = null;
  let epoch = log.epoch;

  let frozen = end;
  const now = (): number =>
    frozen ??
    (log.startedAt === 0
      ? 0
      : Math.max(log.lastTime, performance.timeOrigin + performance.now() - log.startedAt));

  const begin = (): void => {
    epoch = log.epoch;
    current = createAnalysis(log, settings);
  };

  const work = (ms: number): boolean => {
    if (log.epoch !== epoch) {
      former = null;
      begin();
    }
    const caughtUp = current.pump(now(), ms);
    if (caughtUp) former = null;
    if (caughtUp && end !== null) current.finish(end);
    return caughtUp;
  };
  const refresh = createRefresh(work, () => {
    version.value++;
  });

  const unsubscribe = log.subscribe(refresh.ask);
  const clock = end === null ? setInterval(refresh.ask, clockEvery) : undefined;
  refresh.ask();

  return {
    version,
    get current() {
      return current;
    },
    now,
    rebuild(next) {
      settings = next;
      former ??= current;
      begin();
      refresh.ask();
    },
    get rebuilding() {
      return former !== null;
    },
    restore(before) {
      settings = before;
      if (former?.settings === before && epoch === log.epoch) current = former;
      else begin();
      former = null;
      refresh.ask();
    },
    freeze() {
      frozen = now();
      clearInterval(clock);
    },
    stop() {
      refresh.stop();
      unsubscribe();
      clearInterval(clock);
    },
  };
}
