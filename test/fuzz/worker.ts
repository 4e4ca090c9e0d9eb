import { openSync, writeSync } from 'node:fs';
import { getHeapStatistics } from 'node:v8';
import { failureOf, printInput, shrink } from './shrink.ts';
import { inputOf, targetOf } from './targets.ts';

/** From the run to a worker: so many inputs of a target, from a seed on. */
export interface Job {
  readonly target: string;
  readonly from: number;
  readonly count: number;
}

/** From a worker to the run. */
export type Word =
  | { readonly kind: 'progress'; readonly next: number; readonly longest: Extreme; readonly largest: Extreme }
  | { readonly kind: 'failure'; readonly seed: number; readonly what: string; readonly input: string }
  | { readonly kind: 'done' };

/** Milliseconds, or MiB, and the seed that took it. */
export interface Extreme {
  readonly value: number;
  readonly seed: number;
}

/** CPU ms and MiB that one input may take. */
export const mostMs = 1_000;
export const mostMiB = 256;

const MiB = 1024 ** 2;
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};
const heapMiB = (): number => {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return (used_heap_size + external_memory) / MiB;
};
const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

/**
 * Runs the inputs of one job. The seed that is being run stands in the ledger before it begins: of a process that was killed, that is
 * what remains.
 */
export async function work(
  { target: name, from, count }: Job,
  ledger: number,
  tell: (word: Word) => void,
): Promise<void> {
  const target = targetOf(name);
  let longest: Extreme = { value: 0, seed: from };
  let largest: Extreme = { value: 0, seed: from };
  const fail = (seed: number, what: string, input: string): void =>
    tell({ kind: 'failure', seed, what, input });
  const cell = new Float64Array(1);
  let told = performance.now();

  let heap = heapMiB();
  let peak = peakMiB();

  for (let seed = from; seed < from + count; seed++) {
    cell[0] = seed;
    writeSync(ledger, cell, 0, 8, 0);
    const input = inputOf(target, seed);
    const began = performance.now();
    const error = await failureOf(target, input);
    let took = performance.now() - began;
    const [heapNow, peakNow] = [heapMiB(), peakMiB()];
    const grew = Math.max(heapNow - heap, peakNow - peak);
    [heap, peak] = [heapNow, peakNow];
    if (error !== null) {
      const smallest = await shrink(target, input, error);
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      fail(seed, what.split('\n').slice(0, 4).join('\n').slice(0, 1_500), printInput(smallest));
    }
    // On a busy machine the clock goes on without us: what is slow by it is measured again, by CPU time, three times.
    for (let again = 0; again < 3 && took > Math.max(longest.value, mostMs / 10); again++) {
      const since = cpuMs();
      await failureOf(target, input);
      took = Math.min(took, cpuMs() - since);
    }
    if (took > mostMs) fail(seed, `it took ${Math.round(took)} ms`, printInput(input));
    if (grew > mostMiB) fail(seed, `memory grew by ${Math.round(grew)} MiB`, printInput(input));
    if (took > longest.value) longest = { value: took, seed };
    if (grew > largest.value) largest = { value: grew, seed };
    if (performance.now() - told < 1_000 && seed + 1 < from + count) continue;
    told = performance.now();
    tell({ kind: 'progress', next: seed + 1, longest, largest });
  }
  tell({ kind: 'done' });
}

// Forked by run.ts, with the ledger's path.
if (process.send) {
  const [, , path = ''] = process.argv;
  const ledger = openSync(path, 'r+');
  process.on('message', (job) => void work(job as Job, ledger, (word) => process.send?.(word)));
  process.on('disconnect', () => process.exit());
}
