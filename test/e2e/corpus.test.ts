import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, ElementHandle, Frame } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';
import { whatOf } from '../../src/analyze/findings/finding-codes.ts';
import type { Report } from '../../src/analyze/report/report.ts';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import { type CorpusSession, readCorpus } from '../support/corpus.ts';
import { exportFrom, readJson } from '../support/exported.ts';
import { logOf } from '../support/frame-script.ts';
import { readAtOnce } from '../support/read-at-once.ts';

const commandLine = new URL('../../dist/cli/sockscope.js', import.meta.url).pathname;

let browser: Browser;
let panel: Frame;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-'));
  browser = await launchBrowser();
  // So high that every row of a list of the corpus is painted.
  ({ panel } = await openPanel(await browser.newPage(), { size: { width: 1400, height: 6000 } }));
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the session's file in the panel, and returns its path. */
async function open({ name, script, end }: CorpusSession): Promise<string> {
  const log = logOf(script);
  const file = join(folder, `${name}.sockscope`);
  const createdAt = log.startedAt + (end ?? log.lastTime);
  await writeFile(file, await writeSockscope(log, { createdAt, version: 'test' }));
  const input = (await panel.waitForSelector('input[type=file]')) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await until(
    () => readAtOnce(panel, '.banner', (all) => all.map((each) => each.textContent ?? '').join()),
    (text) => text.includes(`${name}.sockscope`),
  );
  return file;
}

/** What the built command prints of a file. */
async function reported(file: string): Promise<Report> {
  const { stdout } = await promisify(execFile)(process.execPath, [commandLine, 'report', file, '--json']);
  return JSON.parse(stdout) as Report;
}

async function select(tab: string): Promise<void> {
  await panel.$eval(`#tab-${tab}`, (each) => (each as HTMLElement).click());
  await panel.waitForSelector(`#tab-${tab}[aria-selected=true]`);
}

/** What each painted row says at these columns or in these parts, in no order. */
async function painted(row: string, parts: readonly (number | string)[]): Promise<string[]> {
  const said = await readAtOnce(
    panel,
    row,
    (rows, wanted) =>
      rows.map((each) =>
        wanted
          .map((part) => (typeof part === 'number' ? each.children[part] : each.querySelector(part)))
          .map((part) => part?.textContent?.trim() ?? '')
          .join(' | '),
      ),
    parts,
  );
  return said.sort();
}

/** A list paints a screenful before it knows how high it is, and the rest then. */
const patience = { timeout: 5000, interval: 20 };

/** The rows of a tab, once they are painted, are to be compared. */
function shows(tab: string, row: string, parts: readonly (number | string)[]) {
  return expect.poll(async () => {
    await select(tab);
    return painted(row, parts);
  }, patience);
}

/** How often each is there: `name | 3`. */
function counted(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${name} | ${count}`).sort();
}

describe('the corpus of dialects in the real panel and on the command line', () => {
  it.each(readCorpus().map((session) => [session.name, session] as const))('%s', async (_name, session) => {
    const report = await reported(await open(session));
    expect(await readJson<Report>(await exportFrom(panel, 'report', folder))).toEqual(report);

    await shows('exchanges', '.row:not(.head)', [1, '.key', 3]).toEqual(
      report.exchanges.map(({ name, key, state }) => `${name || 'request'} | ${key} | ${state}`).sort(),
    );
    await shows('findings', '.row:not(.head)', [0, 1, 3]).toEqual(
      counted(report.findings.map(({ severity, code }) => `${severity} | ${whatOf[code]}`)),
    );
    await shows('chunk-streams', '.stream', ['b', '.title > span']).toEqual(
      report.chunkStreams
        .map(
          ({ name, direction, state }) =>
            `${`${name} ${direction === 'sent' ? '↑' : '↓'}`.trim()} | ${state}`,
        )
        .sort(),
    );
    const { deliveries } = report;
    const transmissions = deliveries.reduce((sum, each) => sum + each.transmissions.length, 0);
    const acked = deliveries.filter(({ ackFrame }) => ackFrame !== null).length;
    const lost = deliveries.filter(({ state }) => state === 'given-up' || state === 'unacked').length;
    await select('deliveries');
    const marks = () =>
      readAtOnce(panel, '.row:not(.head) :is(.arrow, .stop)', (all) => ({
        arrows: all.filter((each) => each.matches('.arrow')).length,
        acks: all.filter((each) => each.matches('.acked')).length,
        verdicts: all.filter((each) => each.matches('.stop')).length,
      }));
    await expect
      .poll(marks, patience)
      .toEqual({ arrows: transmissions + acked, acks: acked, verdicts: lost });
  });
});
