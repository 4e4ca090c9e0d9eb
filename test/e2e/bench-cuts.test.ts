import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildCut, parts } from '../bench/hook-cuts.ts';

it('cuts that `npm run bench -- hook-parts` makes still fit the build', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sockscope-cuts-'));
  try {
    const cuts = parts.flatMap(({ cut }) => (cut === undefined ? [] : [cut]));
    expect(cuts.length).toBeGreaterThan(4);
    for (const [at, cut] of cuts.entries()) buildCut(join(folder, String(at)), cut);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
