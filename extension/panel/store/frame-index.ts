import type { Analysis } from '../../../src/analyze/analysis.ts';
import { frameMatchable } from '../../../src/query/matchables.ts';
import { matches, type Query } from '../../../src/query/query.ts';
import type { TimeRange } from './selection.ts';

/** Which frames the Frames tab lists, by row. */
export interface FrameRows {
  readonly length: number;
  at(row: number): number | undefined;
  rowOf(frame: number): number;
}

export interface FrameFilter {
  readonly connections: ReadonlySet<number> | null;
  readonly range: TimeRange | null;
  readonly query: Query;
}

/**
 * Frame numbers that pass the filter. Unfiltered it is arithmetic, so a million frames cost nothing; filtered, each new
 * frame is tested once. Terms whose answer changes later (`is:`, `latency`) are tested anew for all, at most twice a second.
 */
export function createFrameIndex(): (analysis: Analysis, filter: FrameFilter) => FrameRows {
  let key: unknown[] = [];
  let found: number[] = [];
  let next = 1;
  let scannedAt = 0;

  const scan = (analysis: Analysis, filter: FrameFilter): void => {
    const { log } = analysis;
    for (next = Math.max(next, log.firstFrame); next <= log.lastFrame; next++) {
      const frame = log.frame(next);
      if (!frame) continue;
      if (filter.connections && !filter.connections.has(frame.connection)) continue;
      if (filter.range && (frame.time < filter.range.from || frame.time > filter.range.to)) continue;
      if (matches(filter.query, frameMatchable(frame, analysis))) found.push(next);
    }
  };

  return (analysis, filter) => {
    const { log } = analysis;
    if (filter.query.any.every((terms) => terms.length === 0) && !filter.connections && !filter.range)
      return {
        length: log.lastFrame - log.firstFrame + 1,
        at: (row) => log.firstFrame + row,
        rowOf: (frame) => frame - log.firstFrame,
      };
    const changing = filter.query.any.some((terms) =>
      terms.some((term) => term.field === 'is' || term.field === 'latency'),
    );
    const stale = changing && performance.now() - scannedAt > 500;
    const now = [analysis, filter.query, filter.range, filter.connections, log.firstFrame];
    if (stale || now.some((part, at) => part !== key[at])) {
      key = now;
      found = [];
      next = log.firstFrame;
      scannedAt = performance.now();
    }
    scan(analysis, filter);
    const rows = found;
    return { length: rows.length, at: (row) => rows[row], rowOf: (frame) => rows.indexOf(frame) };
  };
}
