/** One bar of a histogram; places and sizes are shares of width and height. */
export interface LatencyBar {
  readonly bucket: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

/** The bars as one path in a view box of 100 by 16: one attribute to set, where a row would have two hundred elements. */
export function latencyPath(bars: readonly LatencyBar[]): string {
  return bars
    .map(({ left, width, height }) => {
      const wide = Math.max(1, width * 90).toFixed(2);
      return `M${(left * 100).toFixed(2)} 16h${wide}v${(-height * 15).toFixed(2)}h-${wide}z`;
    })
    .join('');
}

/** First and last bucket that hold something in any of the histograms, so that rows share one axis; null where all are empty. */
export function latencyAxis(
  histograms: readonly (readonly number[])[],
): { readonly first: number; readonly last: number } | null {
  const firsts = histograms.map((each) => each.findIndex((count) => count > 0)).filter((at) => at >= 0);
  const lasts = histograms.map((each) => each.findLastIndex((count) => count > 0)).filter((at) => at >= 0);
  return firsts.length === 0 ? null : { first: Math.min(...firsts), last: Math.max(...lasts) };
}

/** The buckets that hold something, at their places on the axis; the fullest is 1 high. */
export function latencyBars(
  histogram: readonly number[],
  axis: { readonly first: number; readonly last: number },
): readonly LatencyBar[] {
  const peak = Math.max(...histogram);
  const width = 1 / (axis.last - axis.first + 1);
  return histogram
    .map((count, bucket) => ({ bucket, left: (bucket - axis.first) * width, width, height: count / peak }))
    .filter((bar) => bar.height > 0);
}
