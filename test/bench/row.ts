/** One line of `npm run bench`: how much the measured thing costs against a baseline measured in the same run. */
export interface BenchRow {
  readonly name: string;
  /** measured ÷ baseline, medians of interleaved rounds. */
  readonly ratio: number;
  /** What the baseline is. */
  readonly baseline: string;
  /** Absolute figures and counts, for people. */
  readonly detail: string;
}

export interface Bench {
  readonly name: string;
  rows(): Promise<readonly BenchRow[]>;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
