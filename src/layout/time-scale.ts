/** Session time to a share of the width, 0 to 1. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  /** Unclamped: things outside the range land outside 0 to 1. */
  place(time: number): number;
  ticks(count: number): readonly number[];
}

/** A range of at least 1 ms. */
export function createTimeScale(from: number, to: number): TimeScale {
  const end = Math.max(to, from + 1);
  return {
    from,
    to: end,
    place: (time) => (time - from) / (end - from),
    ticks(count) {
      const step = niceStep((end - from) / count);
      const first = Math.ceil(from / step) * step;
      const ticks: number[] = [];
      for (let at = first; at <= end; at += step) ticks.push(at);
      return ticks;
    },
  };
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1e-6)));
  return ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
}
