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

/** Height of the strip's bars on each side of its middle, and where the two sides begin, in units of its view box (100 by 46). */
const half = 21;
const middles = { up: 23, down: 24 };

/** One bar a bin, their heights by square root, as a path: one attribute to set, where elements would be hundreds. */
export function barPath(counts: readonly number[], peak: number, side: 'up' | 'down'): string {
  const width = 100 / counts.length;
  const wide = (width * 0.8).toFixed(3);
  let path = '';
  counts.forEach((count, at) => {
    if (count === 0) return;
    const tall = Math.max(1.5, Math.sqrt(count / peak) * half);
    path += `M${(at * width).toFixed(3)} ${middles[side]}h${wide}v${(side === 'up' ? -tall : tall).toFixed(2)}h-${wide}z`;
  });
  return path;
}
