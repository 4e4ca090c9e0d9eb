import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import { readCorpus } from '../support/corpus.ts';
import { logOf } from '../support/frame-script.ts';
import { readAtOnce } from '../support/read-at-once.ts';

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-'));
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(name: string, width: number) {
  const session = readCorpus().find((each) => each.name === name)!;
  const log = logOf(session.script);
  const file = join(folder, `${name}.sockscope`);
  await writeFile(
    file,
    await writeSockscope(log, { createdAt: log.startedAt + log.lastTime, version: 'test' }),
  );
  const page = await browser.newPage();
  const devtools = await openPanel(page, { size: { width, height: 900 } });
  const input = (await devtools.panel.waitForSelector(
    'input[aria-label="Session file"]',
  )) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await devtools.panel.waitForSelector('.banner');
  return devtools;
}

describe.each([1400, 500])('what the details of a connection tell, at %i px', (width) => {
  it('says why it continues another, with the frames that show it', async () => {
    const { panel } = await open('resume-tokens-of-twin-sockets', width);
    // The newest of a chain comes first: #5 and #4 and #2, then #3 and #1.
    const groups = await until(
      () => readAtOnce(panel, '.chain', (each) => each.map((group) => group.textContent ?? '')),
      (found) => found.length === 2,
    );
    expect(groups.map((each) => each.match(/#\d/g))).toEqual([
      ['#3', '#1'],
      ['#5', '#4', '#2'],
    ]);
    await readAtOnce(panel, '.conn', (all) => all.find((each) => each.textContent?.includes('#4'))?.click());
    const said = await until(
      () => panel.$eval('.det', (each) => each.textContent ?? ''),
      (text) => text.includes('Because'),
    );
    expect(said).toMatch(
      /Continues#2.*Because it presents at \/data\/resumeToken what the server gave connection #2 at \/resumeToken, and no other chain was given it/,
    );
    await readAtOnce(panel, '.det .because .link', (links) => links.at(-1)?.click());
    await until(
      () => panel.$eval('.det', (each) => each.textContent ?? ''),
      (text) => text.includes('rt-88f3'),
    );
  });

  it('shows both directions of a convention only where they differ', async () => {
    const { panel } = await open('each-side-asks-at-places-of-its-own', width);
    await panel.waitForSelector('.conn:not(.all)');
    await panel.$eval('.conn:not(.all)', (each) => (each as HTMLElement).click());
    const said = await until(
      () => panel.$eval('.convention', (each) => each.textContent ?? ''),
      (text) => text.includes('Answer id'),
    );
    expect(said).toMatch(
      /Request idsent \/x\/q 100 %.*received \/k 100 %.*Answer idsent \/for.*received \/x\/of.*Type\/w/,
    );
    expect(await panel.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
