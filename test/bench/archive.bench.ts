import type * as Subject from './archive-subject.ts';
import { importBundled } from './bundled.ts';
import { type Bench, median } from './row.ts';

const frames = 250_000;
const rounds = 5;

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

export const bench: Bench = {
  name: 'archive',
  async rows() {
    const { createArchiveSubject } = await importBundled<typeof Subject>('archive-subject.ts');
    const subject = await createArchiveSubject(frames);
    const parts = ['pack', 'write', 'unpack', 'read'] as const;
    const times = new Map<string, number[]>(parts.map((part) => [part, []]));
    // The first round warms up.
    for (let round = -1; round < rounds; round++)
      for (const part of parts) {
        const from = performance.now();
        await subject[part]();
        if (round >= 0) times.get(part)?.push(performance.now() - from);
      }
    const took = (part: string): number => median(times.get(part) ?? []);
    const row = (name: string, part: string, base: string, baseline: string) => ({
      name,
      ratio: took(part) / took(base),
      baseline,
      detail: `${seconds(took(part))} against ${seconds(took(base))}; ${frames} frames, ${rounds} rounds`,
    });
    return [
      row('write a .sockscope file', 'write', 'pack', 'JSON.stringify and zlib, all at once'),
      row('read it into a log', 'read', 'unpack', 'zlib and JSON.parse, all at once'),
    ];
  },
};
