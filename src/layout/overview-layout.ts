import type { SessionLog } from '../session/session.ts';

/** Frames per slice of time and direction, for the strip at the top. */
export interface OverviewBins {
  /** Session ms that one bin covers. */
  readonly step: number;
  readonly sent: readonly number[];
  readonly received: readonly number[];
  readonly peak: number;
}

/**
 * Counts incrementally: each frame is looked at once, and when time outgrows the bins, neighbours are joined and the step
 * doubles. So a million frames cost one pass, not one a paint.
 */
export interface OverviewCounter {
  take(log: SessionLog): OverviewBins;
}

export function createOverviewCounter(bins = 240, firstStep = 50): OverviewCounter {
  let step = firstStep;
  let sent = new Float64Array(bins);
  let received = new Float64Array(bins);
  let next = 1;
  let epoch = -1;

  const halve = (from: Float64Array): Float64Array<ArrayBuffer> => {
    const to = new Float64Array(bins);
    for (let at = 0; at < bins; at++) to[at >> 1]! += from[at]!;
    return to;
  };

  return {
    take(log) {
      if (log.epoch !== epoch) {
        epoch = log.epoch;
        step = firstStep;
        sent = new Float64Array(bins);
        received = new Float64Array(bins);
        next = log.firstFrame;
      }
      next = Math.max(next, log.firstFrame);
      while (log.lastTime >= step * bins) {
        sent = halve(sent);
        received = halve(received);
        step *= 2;
      }
      for (; next <= log.lastFrame; next++) {
        const frame = log.frame(next);
        if (frame) (frame.direction === 'sent' ? sent : received)[Math.floor(frame.time / step)]! += 1;
      }
      const used = Math.max(40, Math.min(bins, Math.ceil((log.lastTime + 1) / step)));
      const [up, down] = [Array.from(sent.subarray(0, used)), Array.from(received.subarray(0, used))];
      return { step, sent: up, received: down, peak: Math.max(1, ...up, ...down) };
    },
  };
}
