import { type ReadonlySignal, signal } from '@preact/signals';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import type { AnalysisSettings } from '../../../src/analyze/settings.ts';
import type { SessionLog } from '../../../src/session/session.ts';

/** ms of analysis per turn: leaves half of a 60 Hz frame to the paint. */
const slice = 8;
/** New frames since the last paint above which the views wait this many ms for the next: a flood is not read row by row. */
const busyFrames = 100;
const busyEvery = 100;
/** How often the clock moves while nothing arrives, so that waiting things grow overdue before one's eyes. */
const clockEvery = 250;

/** The analysis of one log, kept up with it in slices that never block. */
export interface LiveAnalysis {
  /** Rises at most once per animation frame; the only signal there is for all that traffic. */
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
  let scheduled = false;
  let stopped = false;
  let toldAt = 0;
  let toldFrame = 0;

  const now = (): number =>
    end ??
    (log.startedAt === 0
      ? 0
      : Math.max(log.lastTime, performance.timeOrigin + performance.now() - log.startedAt));

  const begin = (): void => {
    epoch = log.epoch;
    current = createAnalysis(log, settings);
  };

  const turn = (): void => {
    scheduled = false;
    if (stopped) return;
    if (log.epoch !== epoch) {
      former = null;
      begin();
    }
    const caughtUp = current.pump(now(), slice);
    if (caughtUp) former = null;
    if (caughtUp && end !== null) current.finish(end);
    const time = performance.now();
    const isBusy = !caughtUp || log.lastFrame - toldFrame > busyFrames;
    const tells = !isBusy || time - toldAt >= busyEvery;
    if (tells) {
      toldAt = time;
      toldFrame = log.lastFrame;
      version.value++;
    }
    if (!caughtUp || !tells) schedule();
  };

  /** A hidden panel has no animation frames; it still has to keep up, or showing it would mean waiting. */
  const schedule = (): void => {
    if (scheduled || stopped) return;
    scheduled = true;
    if (document.visibilityState === 'visible') requestAnimationFrame(turn);
    else setTimeout(turn, 50);
  };

  const unsubscribe = log.subscribe(schedule);
  const clock = end === null ? setInterval(schedule, clockEvery) : undefined;
  schedule();

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
      schedule();
    },
    get rebuilding() {
      return former !== null;
    },
    restore(before) {
      settings = before;
      if (former?.settings === before && epoch === log.epoch) current = former;
      else begin();
      former = null;
      schedule();
    },
    stop() {
      stopped = true;
      unsubscribe();
      clearInterval(clock);
    },
  };
}
