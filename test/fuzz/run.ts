import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorker } from './bundle.ts';
import { targetOf, targets } from './targets.ts';
import type { Extreme, Job, Word } from './worker.ts';

/** Old generation of a worker, MiB: what the code takes itself, and 256 for an input. */
const heapLimit = 320;
/** Without a new input for so long, a worker hangs; a machine that is busy with others is slow. */
const hangMs = 60_000;

interface Tally {
  inputs: number;
  ms: number;
  longest: Extreme;
  largest: Extreme;
}

interface Failure {
  readonly target: string;
  readonly seed: number;
  readonly what: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
  },
});
const runs = Number(values.runs);
const firstSeed = Number(values.seed);
const chosen = positionals.length > 0 ? positionals.map(targetOf) : targets;
const folder = mkdtempSync(join(tmpdir(), 'sockscope-fuzz-'));
const tallies = new Map<string, Tally>();
const failures: Failure[] = [];
const workerFile = await bundleWorker();
const begun = performance.now();
let told = begun;

/** In pieces, so that several workers end at one time and every target is met early. */
function jobsOf(): Job[] {
  const shares = chosen.reduce((sum, { share }) => sum + share, 0);
  const jobs: Job[] = [];
  for (const { name, share } of chosen) {
    const count = Math.max(1, Math.round((runs * share) / shares));
    const piece = Math.max(1, Math.ceil(count / 10));
    for (let at = 0; at < count; at += piece)
      jobs.push({ target: name, from: firstSeed + at, count: Math.min(piece, count - at) });
  }
  return jobs.sort((one, other) => one.from - other.from);
}

const command = (target: string, seed: number): string => `npm run fuzz -- ${target} --runs 1 --seed ${seed}`;

function fail(target: string, seed: number, what: string, input: string): void {
  failures.push({ target, seed, what });
  console.log(`\n✕ ${target}, seed ${seed}: ${what}\n  again: ${command(target, seed)}\n  ${input}\n`);
}

function tellProgress(): void {
  if (performance.now() - told < 10_000) return;
  told = performance.now();
  const inputs = [...tallies.values()].reduce((sum, each) => sum + each.inputs, 0);
  const seconds = (performance.now() - begun) / 1_000;
  console.log(`${inputs} of ${runs} inputs, ${Math.round(seconds)} s, ${failures.length} failures`);
}

/** Runs one job in a process of its own; one that dies or hangs is named by its seed, and the rest goes on in another. */
async function run(job: Job, lane: Lane): Promise<void> {
  const tally = tallies.get(job.target) ?? {
    inputs: 0,
    ms: 0,
    longest: { value: 0, seed: job.from },
    largest: { value: 0, seed: job.from },
  };
  tallies.set(job.target, tally);
  const since = performance.now();
  let counted = 0;
  const left = await lane.take(job, (word, done) => {
    if (word.kind === 'failure') fail(job.target, word.seed, word.what, word.input);
    if (word.kind !== 'progress') return;
    tally.inputs += done;
    counted += done;
    if (word.longest.value > tally.longest.value) tally.longest = word.longest;
    if (word.largest.value > tally.largest.value) tally.largest = word.largest;
    tellProgress();
  });
  tally.ms += performance.now() - since;
  if (left === null) return;
  const { seed, why } = left;
  const alone = job.count === 1 ? left : await lane.take({ ...job, from: seed, count: 1 }, () => {});
  if (alone) fail(job.target, seed, alone.why, '');
  else if (why !== 'hangs') fail(job.target, seed, `${why}, but not when it is run alone`, '');
  tally.inputs += seed + 1 - job.from - counted;
  const count = job.from + job.count - seed - 1;
  if (count > 0) await run({ ...job, from: seed + 1, count }, lane);
}

interface End {
  readonly seed: number;
  readonly why: string;
}

/** A process that takes one job after the other; another one takes its place when it ended. */
interface Lane {
  /** Null when all inputs were run, else the seed at which the process ended and how. */
  take(job: Job, hear: (word: Word, done: number) => void): Promise<End | null>;
  end(): void;
}

function createLane(ledger: string): Lane {
  let child: ChildProcess | null = null;
  const seedNow = (): number => new Float64Array(new Uint8Array(readFileSync(ledger)).buffer)[0]!;

  const begin = (): ChildProcess =>
    fork(workerFile, [ledger], {
      execArgv: [`--max-old-space-size=${heapLimit}`],
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    });

  return {
    take(job, hear) {
      writeFileSync(ledger, new Float64Array([job.from]));
      child ??= begin();
      const running = child;
      let next = job.from;
      let hangs = false;
      let seen = job.from - 1;
      const watch = setInterval(() => {
        const now = seedNow();
        hangs = now === seen;
        if (hangs) running.kill('SIGKILL');
        seen = now;
      }, hangMs);
      return new Promise((resolve) => {
        const settle = (end: End | null): void => {
          clearInterval(watch);
          running.removeAllListeners();
          if (end) child = null;
          resolve(end);
        };
        running.on('message', (message) => {
          const word = message as Word;
          const done = word.kind === 'progress' ? word.next - next : 0;
          next += done;
          hear(word, done);
          if (word.kind === 'done') settle(null);
        });
        running.on('exit', (code, signal) => {
          const why = hangs ? 'hangs' : `ends its process (${signal ?? code}), which has ${heapLimit} MiB`;
          settle({ seed: seedNow(), why });
        });
        running.send(job);
      });
    },
    end: () => child?.disconnect(),
  };
}

function printTable(): void {
  const row = (cells: readonly string[]): string =>
    cells.map((cell, at) => (at === 0 ? cell.padEnd(11) : cell.padStart(22))).join('');
  console.log(`\n${row(['target', 'inputs', 'wall time', 'longest (seed)', 'largest heap (seed)'])}`);
  for (const [name, { inputs, ms, longest, largest }] of tallies)
    console.log(
      row([
        name,
        `${inputs}`,
        `${Math.round(ms / 1_000)} s`,
        `${Math.round(longest.value)} ms (${longest.seed})`,
        `${Math.round(largest.value)} MiB (${largest.seed})`,
      ]),
    );
  const inputs = [...tallies.values()].reduce((sum, each) => sum + each.inputs, 0);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  console.log(`\n${inputs} inputs from seed ${firstSeed} in ${seconds} s, ${failures.length} failures`);
  for (const { target, seed } of failures.slice(0, 50)) console.log(`  ${command(target, seed)}`);
}

const jobs = jobsOf();
const workers = Array.from({ length: Number(values.workers) }, async (_, nth) => {
  const lane = createLane(join(folder, `${nth}`));
  for (let job = jobs.shift(); job; job = jobs.shift()) await run(job, lane);
  lane.end();
});
await Promise.all(workers);
rmSync(folder, { recursive: true });
printTable();
process.exitCode = failures.length > 0 ? 1 : 0;
