import { describe, expect, it } from 'vitest';
import { knownSeeds } from './known.ts';
import { failureOf, printInput } from './shrink.ts';
import { inputOf, targetOf, targets } from './targets.ts';

/** Inputs of all targets; `npm run fuzz` runs a million. */
const runs = Number(process.env.SOCKSCOPE_FUZZ_RUNS ?? 4_000);
const shares = targets.reduce((sum, { share }) => sum + share, 0);

async function expectSound(name: string, seed: number): Promise<void> {
  const target = targetOf(name);
  const input = inputOf(target, seed);
  const failure = await failureOf(target, input);
  expect(failure, `npm run fuzz -- ${name} --runs 1 --seed ${seed}: ${printInput(input)}`).toBeNull();
}

// Seconds on a machine of its own: a minute is a hang even where many share it.
describe('no input makes it throw or break a promise', { timeout: 60_000 }, () => {
  it.each(targets.map(({ name, share }) => [name, Math.ceil((runs * share) / shares)] as const))(
    '%s, %i inputs',
    async (name, count) => {
      for (let seed = 1; seed <= count; seed++) await expectSound(name, seed);
    },
  );

  it.each(knownSeeds)('%s, seed %i, which failed once: %s', expectSound);
});

describe('a seed', () => {
  it.each(targets.map(({ name }) => name))('is one input of %s, however often it is made', (name) => {
    for (let seed = 1; seed <= 20; seed++) {
      const [one, other] = [1, 2].map(() => inputOf(targetOf(name), seed));
      expect(one).toEqual(other);
    }
  });
});
