import { firstPast } from '../../base/first-past.ts';

/** Runs that are remembered; of more the oldest are forgotten. */
const remembered = 1000;

/** Numbers that were jumped over and may still come. Kept as runs: two messages may leave out a million. */
export interface MissingNumbers {
  /** Those from `from` up to `to`, itself not among them; all are above what was added before. */
  add(from: number, to: number): void;
  /** False where it was not missing. */
  delete(n: number): boolean;
  clear(): void;
}

export function createMissingNumbers(): MissingNumbers {
  let runs: { from: number; to: number }[] = [];
  return {
    add(from, to) {
      runs.push({ from, to });
      if (runs.length >= 2 * remembered) runs = runs.slice(-remembered);
    },
    delete(n) {
      const at = firstPast(0, runs.length, (index) => runs[index]!.to > n);
      const run = runs[at];
      if (!run || n < run.from) return false;
      const rest = [
        { from: run.from, to: n },
        { from: n + 1, to: run.to },
      ].filter(({ from, to }) => from < to);
      runs.splice(at, 1, ...rest);
      return true;
    },
    clear() {
      runs = [];
    },
  };
}
