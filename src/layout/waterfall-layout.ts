import type { Exchange } from '../analyze/results.ts';
import type { TimeScale } from './time-scale.ts';

/** A bar of the waterfall; left and width are shares of the lane, 0 to 1. */
export interface WaterfallBar {
  readonly left: number;
  readonly width: number;
  /** Where in the bar (share of the lane) the timeout passed, if it did. */
  readonly timeout: number | null;
}

/** @param now end of the bar of an exchange that is still open, session ms */
export function waterfallBar(
  exchange: Exchange,
  scale: TimeScale,
  now: number,
  answerTimeout: number,
): WaterfallBar {
  const end = exchange.endedAt ?? now;
  const left = clamp(scale.place(exchange.requestedAt));
  const right = clamp(scale.place(end));
  const due = exchange.requestedAt + answerTimeout;
  return {
    left,
    width: Math.max(0, right - left),
    timeout: !exchange.longHeld && end > due ? clamp(scale.place(due)) : null,
  };
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
