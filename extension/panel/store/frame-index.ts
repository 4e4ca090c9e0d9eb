import type { Analysis } from '../../../src/analyze/analysis.ts';
import { frameMatchable } from '../../../src/query/matchables.ts';
import { matches, type Query } from '../../../src/query/query.ts';
import type { TimeRange } from './selection.ts';

/** Which frames the Frames tab lists, by row. */
export interface FrameRows {
  readonly length: number;
  /** Heartbeats and transport packets that would be listed too. */
  readonly hidden: number;
  at(row: number): number | undefined;
  rowOf(frame: number): number;
}

export interface FrameFilter {
  readonly connections: ReadonlySet<number> | null;
  readonly range: TimeRange | null;
  readonly query: Query;
  /** List heartbeats and transport packets as well. */
  readonly noise: boolean;
}

/**
 * Frame numbers that pass the filter, by time: the network record tells later of what it saw earlier. Unfiltered it is arithmetic, so a million frames cost nothing; filtered, each new
 * frame is tested once. Terms whose answer changes later (`is:`, `latency`) are tested anew for all, at most twice a second.
 */
export function createFrameIndex(): (analysis: Analysis, filter: FrameFilter) => FrameRows {
  let key: unknown[] = [];
  let found: number[] = [];
  /** Of `found`, kept while they are out of order. */
  let times: number[] = [];
  let next = 1;
  let scannedAt = 0;
  let hidden = 0;

  const scan = (analysis: Analysis, filter: FrameFilter): void => {
    const { log } = analysis;
    const last = filter.noise ? log.lastFrame : Math.min(log.lastFrame, analysis.lastFrame);
    let isInOrder = true;
    for (next = Math.max(next, log.firstFrame); next <= last; next++) {
      const frame = log.frame(next);
      if (!frame) continue;
      if (filter.connections && !filter.connections.has(frame.connection)) continue;
      if (filter.range && (frame.time < filter.range.from || frame.time > filter.range.to)) continue;
      if (!matches(filter.query, frameMatchable(frame, analysis))) continue;
      if (!filter.noise && isNoise(analysis, next)) hidden++;
      else {
        isInOrder &&= times.length === 0 || times.at(-1)! <= frame.time;
        found.push(next);
        times.push(frame.time);
      }
    }
    if (isInOrder || !analysis.disordered) return;
    // Once for all that came: to put each in its place would move all behind it, and a file's times may fall throughout.
    const order = found.map((_, at) => at).sort((one, other) => times[one]! - times[other]!);
    found = order.map((at) => found[at]!);
    times = order.map((at) => times[at]!);
  };

  return (analysis, filter) => {
    const { log } = analysis;
    const quiet = (filter.noise || analysis.noise === 0) && !analysis.disordered;
    if (
      quiet &&
      filter.query.any.every((terms) => terms.length === 0) &&
      !filter.connections &&
      !filter.range
    ) {
      // As it was painted: the log may let go of frames before a row is chosen.
      const { firstFrame } = log;
      return {
        length: log.lastFrame - firstFrame + 1,
        hidden: 0,
        at: (row) => firstFrame + row,
        rowOf: (frame) => frame - firstFrame,
      };
    }
    const changing = filter.query.any.some((terms) =>
      terms.some((term) => term.field === 'is' || term.field === 'latency'),
    );
    const stale = changing && performance.now() - scannedAt > 500;
    const now = [
      analysis,
      analysis.generation,
      analysis.disordered,
      filter.query,
      filter.range,
      filter.connections,
      filter.noise,
      log.firstFrame,
    ];
    if (stale || now.some((part, at) => part !== key[at])) {
      key = now;
      found = [];
      times = [];
      hidden = 0;
      next = log.firstFrame;
      scannedAt = performance.now();
    }
    scan(analysis, filter);
    const rows = found;
    return { length: rows.length, hidden, at: (row) => rows[row], rowOf: (frame) => rows.indexOf(frame) };
  };
}

const isNoise = (analysis: Analysis, frame: number): boolean => {
  const kind = analysis.role(frame)?.kind;
  return kind === 'heartbeat' || kind === 'transport';
};
