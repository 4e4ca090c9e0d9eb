import { gzipSync } from 'node:zlib';
import { writeHar } from '../../../src/archive/formats/har-format.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { isFact } from '../../../src/wire/fact-guard.ts';
import { goodHeader } from '../../support/session-file.ts';
import { makeFacts } from '../fact-maker.ts';
import { checkFile } from '../laws/archive-laws.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { mutateText } from '../mutate-text.ts';
import { mutateTree } from '../mutate-tree.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';

/** Facts as a file has them: numbered on, frames with `text` or `bytes`. */
function lines(random: Random): unknown[] {
  let number = 0;
  return makeFacts(random, random.once(40) ? 120 : 12).map((fact) => {
    if (fact.kind !== 'frame' && fact.kind !== 'bytes-of') return fact;
    const { data, ...rest } = fact;
    const numbered = fact.kind === 'frame' && !random.once(30) ? { ...rest, number: ++number } : rest;
    if (typeof data === 'string') return { ...numbered, text: data };
    return data ? { ...numbered, bytes: Buffer.from(data as Uint8Array).toString('base64') } : numbered;
  });
}

const header = (random: Random): object => ({
  ...structuredClone(goodHeader),
  ...(random.once(2) && { startedAt: 1_700_000_000_000 }),
});

export const sockscope: Target<Uint8Array> = {
  name: 'sockscope',
  share: 2,
  make(random) {
    const budget = random.budget();
    const values: unknown[] = [header(random), ...lines(random)];
    if (random.once(2)) mutateTree(random, values, random.between(1, 3));
    let text = values.map((value) => `${JSON.stringify(value) ?? ''}\n`).join('');
    if (budget > 10_000 || random.once(4)) text = mutateText(random, text, budget + text.length);
    const file = gzipSync(text, { level: 1 });
    return random.once(8) ? mutateBytes(random, file, 2_000) : Uint8Array.from(file);
  },
  run: checkFile,
};

/** A HAR of a session with frames, headers and pages. */
function harTree(random: Random): unknown {
  const log = createSessionLog();
  let number = 0;
  for (const [order, fact] of makeFacts(random, 14).entries()) {
    const placed = { ...fact, order, ...(fact.kind === 'frame' && { number: ++number }) };
    // What is no fact never gets into a log that is saved.
    if (isFact(placed)) log.append(placed as Fact);
  }
  return JSON.parse(writeHar(log, 'fuzz'));
}

export const har: Target<Uint8Array> = {
  name: 'har',
  share: 2.5,
  make(random) {
    const budget = random.budget();
    const tree = harTree(random);
    if (!random.once(6)) mutateTree(random, tree, random.between(1, 8));
    let text = JSON.stringify(tree) ?? '';
    if (budget > 10_000 || random.once(5)) text = mutateText(random, text, budget + text.length);
    const file = new TextEncoder().encode(text);
    return random.once(10) ? mutateBytes(random, file, 4_000) : file;
  },
  run: checkFile,
};
