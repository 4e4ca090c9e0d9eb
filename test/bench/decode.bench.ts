import { importBundled } from './bundled.ts';
import type * as Subject from './decode-subject.ts';
import { type Bench, median } from './row.ts';

const frames = 100_000;
const rounds = 15;
const baseline = 'JSON.parse of the same payloads';

const time = (work: () => number): number => {
  const from = performance.now();
  work();
  return performance.now() - from;
};

export const bench: Bench = {
  name: 'decode',
  async rows() {
    const { createDecodeSubject } = await importBundled<typeof Subject>('decode-subject.ts');
    const subject = createDecodeSubject(frames);
    const times: { parse: number[]; decode: number[]; analyse: number[] } = {
      parse: [],
      decode: [],
      analyse: [],
    };
    // The first rounds warm up.
    for (let round = -2; round < rounds; round++)
      for (const part of ['parse', 'decode', 'analyse'] as const) {
        const took = time(subject[part]);
        if (round >= 0) times[part].push(took);
      }
    const [parse, decode, both] = [median(times.parse), median(times.decode), median(times.analyse)];
    // An hour of a busy app: nothing of it may grow without bound, and it has to be read in seconds.
    const million = createDecodeSubject(1_000_000);
    const [parseAll, bothAll] = [time(million.parse), time(million.analyse)];
    const perFrame = (ms: number): string => `${((ms / frames) * 1000).toFixed(2)} µs`;
    return [
      {
        name: 'decode, 230 B JSON text',
        ratio: decode / parse,
        baseline,
        detail: `${perFrame(decode)} a frame against ${perFrame(parse)}; JSON.parse is in it`,
      },
      {
        name: 'analysis of what was decoded',
        ratio: (both - decode) / parse,
        baseline,
        detail: `${perFrame(both - decode)} a frame; the difference of the row below and the row above`,
      },
      {
        name: 'decode + analyze',
        ratio: both / parse,
        baseline,
        detail: `${perFrame(both)} a frame; ${frames} frames, ${rounds} rounds`,
      },
      {
        name: 'the same, a million frames at once',
        ratio: bothAll / parseAll,
        baseline,
        detail: `${(bothAll / 1000).toFixed(2)} s against ${(parseAll / 1000).toFixed(2)} s; one round`,
      },
    ];
  },
};
