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

/** Medians, ms, of `frames` frames. */
function measure(subject: Subject.DecodeSubject) {
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
  return { parse: median(times.parse), decode: median(times.decode), both: median(times.analyse) };
}

const perFrame = (ms: number): string => `${((ms / frames) * 1000).toFixed(2)} µs`;

function rowsOf({ parse, decode, both }: ReturnType<typeof measure>, what: string) {
  return [
    {
      name: `decode, 230 B JSON text${what}`,
      ratio: decode / parse,
      baseline,
      detail: `${perFrame(decode)} a frame against ${perFrame(parse)}; JSON.parse is in it`,
    },
    {
      name: `analysis of what was decoded${what}`,
      ratio: (both - decode) / parse,
      baseline,
      detail: `${perFrame(both - decode)} a frame; the difference of the rows below and above`,
    },
    {
      name: `decode + analyze${what}`,
      ratio: both / parse,
      baseline,
      detail: `${perFrame(both)} a frame; ${frames} frames, ${rounds} rounds`,
    },
  ];
}

export const bench: Bench = {
  name: 'decode',
  async rows() {
    const { createDecodeSubject } = await importBundled<typeof Subject>('decode-subject.ts');
    const counted = measure(createDecodeSubject(frames));
    const uuid = measure(createDecodeSubject(frames, 'uuid'));
    // An hour of a busy app: nothing of it may grow without bound, and it has to be read in seconds.
    const million = createDecodeSubject(1_000_000);
    const [parseAll, bothAll] = [time(million.parse), time(million.analyse)];
    return [
      ...rowsOf(counted, ''),
      ...rowsOf(uuid, ', ids by lot (UUID)'),
      {
        name: 'decode + analyze, a million frames at once',
        ratio: bothAll / parseAll,
        baseline,
        detail: `${(bothAll / 1000).toFixed(2)} s against ${(parseAll / 1000).toFixed(2)} s; one round`,
      },
    ];
  },
};
