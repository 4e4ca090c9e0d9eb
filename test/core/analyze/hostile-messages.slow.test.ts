import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { costlyMessages, largeValues, longNames } from '../../support/hostile-messages.ts';
import { type Outcome, runPipeline } from '../../support/hostile-pipeline.ts';

const script = join(import.meta.dirname, '../../support/hostile-pipeline.ts');

/** The whole way of some traffic in a process with a heap of `megabytes`: one that needs more of it is killed. */
async function runWithin(megabytes: number, ...args: readonly string[]): Promise<Outcome> {
  const node = [`--max-old-space-size=${megabytes}`, '--import', 'tsx', script, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: 60_000 });
  return JSON.parse(stdout) as Outcome;
}

/** By name of the value: the problem that it is, '' where it can be read. */
const problems: Readonly<Record<string, string>> = {
  'nested 200,000 deep': '',
  'two million numbers': 'value-too-large',
  '20 million lists': 'value-too-large',
  '500,000 fields': '',
  'a string of 30 MB': '',
  'a name of 30 MB': '',
  'a chunk of 20 MB of dashes': '',
  'lists announced in lists': 'value-too-large',
  'a body of 6 million packets': 'too-many-packets',
  'broken, 60 MB': 'value-too-large',
  'a batch of 20 million': 'value-too-large',
  'a million broken lines': 'value-too-large',
};

describe('one large value', { timeout: 70_000 }, () => {
  it.each(Object.keys(largeValues))('%s: read or refused within 256 MB', async (name) => {
    const outcome = await runWithin(256, name);
    const expected = problems[name];
    expect(outcome).toMatchObject({ packets: 1, problems: expected ? [expected] : [] });
  });
});

describe('names that are too long to be remembered', { timeout: 70_000 }, () => {
  it.each(Object.keys(longNames))('%s: within 96 MB, payloads let go after 10', async (name) => {
    expect(await runWithin(96, name, '10000000')).toMatchObject({ packets: 1 });
  });
});

/**
 * The one bound in time: what is linear takes a second or two here, and what is not, an hour. It is vitest's own, that of every test.
 */
describe('messages of a megabyte', () => {
  it.each(Object.entries(costlyMessages))('%s', (_name, make) => {
    expect(runPipeline(make()).packets).toBeGreaterThan(0);
  });
});
