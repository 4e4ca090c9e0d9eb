import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle, Frame } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenPanel, openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import { createSessionLog } from '../../src/session/log.ts';

/** Enough that a rebuild, in slices of 8 ms, takes seconds. */
const frames = 250_000;

let browser: Browser;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-'));
  file = join(folder, 'large.sockscope');
  const log = createSessionLog();
  log.append({
    kind: 'page',
    order: 0,
    time: 0,
    page: 1,
    url: 'https://a.example/',
    frame: 'top',
    origin: 1,
  });
  log.append({
    kind: 'constructed',
    order: 1,
    time: 0,
    connection: 1,
    page: 1,
    url: 'wss://a.example/rt',
    protocols: [],
    readyState: 0,
  });
  log.append({ kind: 'opened', order: 2, time: 0, connection: 1, protocol: '', extensions: '' });
  for (let n = 0; n < frames; n++) {
    const asks = n % 2 === 0;
    const data = `{"id":"r-${n >> 1}","type":"${asks ? 'get' : 'got'}","of":"s-${n >> 1}"}`;
    log.append({
      kind: 'frame',
      order: n + 3,
      time: n,
      connection: 1,
      number: n + 1,
      direction: asks ? 'sent' : 'received',
      size: data.length,
      data,
      binary: false,
    });
  }
  await writeFile(file, await writeSockscope(log, { createdAt: 1 + frames, version: 'test' }));
  browser = await launchBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const textOf = (panel: Frame, selector: string): Promise<string> =>
  panel.$eval(selector, (each) => each.textContent ?? '');
const isAnalysed = (panel: Frame): Promise<unknown> =>
  until(
    () => textOf(panel, '.foot'),
    (text) => !/analysing|applying/.test(text) && text.includes('250,000'),
    { timeout: 60_000 },
  );
const focused = (panel: Frame): Promise<string> =>
  panel.evaluate(() => document.activeElement?.textContent ?? '');
const cancels = '.foot .rebuild button';

async function openLarge(dark: boolean, width: number): Promise<OpenPanel> {
  const page = await browser.newPage();
  const devtools = await openPanel(page, { dark, size: { width, height: 800 } });
  const { panel } = devtools;
  const input = (await panel.waitForSelector(
    'input[aria-label="Session file"]',
  )) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await panel.waitForSelector('.banner');
  await panel.$eval('.conn:not(.all)', (each) => (each as HTMLElement).click());
  await isAnalysed(panel);
  return devtools;
}

/** Says that ids stand at /of, for this connection only. */
async function changeRule(panel: Frame): Promise<void> {
  await panel.$eval('.convention h3 button', (each) => (each as HTMLElement).click());
  const place = (await panel.waitForSelector('.place-form input')) as ElementHandle<HTMLInputElement>;
  await place.type('/of');
  await panel.$eval('.place-form', (form) => (form as HTMLFormElement).requestSubmit());
}

describe('cancelling a rebuild, in the real panel', () => {
  it.each([
    [false, 1400],
    [true, 1400],
    [false, 500],
    [true, 500],
  ])('keeps what was there (dark %s, %i px)', async (dark, width) => {
    const { panel } = await openLarge(dark, width);
    await changeRule(panel);
    await panel.waitForSelector(cancels);
    expect(await textOf(panel, '.foot')).toMatch(/applying the change, \d+ %/);
    expect(await textOf(panel, '.convention')).toContain('your rule');
    // The form that made the change is gone, and the focus is where the way back is.
    await until(
      () => focused(panel),
      (text) => text === 'Cancel',
    );
    const box = await (await panel.$(cancels))?.boundingBox();
    expect(box?.height).toBeGreaterThan(12);
    expect(await panel.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await panel.$eval(cancels, (each) => (each as HTMLElement).click());
    await isAnalysed(panel);
    expect(await textOf(panel, '.convention')).not.toContain('your rule');
    expect(await focused(panel)).not.toBe('');
    await panel.$eval('#tab-exchanges', (each) => (each as HTMLElement).click());
    await until(
      () => textOf(panel, '.view'),
      (text) => text.includes('r-'),
    );
  });

  it('lets a change be applied to the end, and then there is nothing to cancel', async () => {
    const { panel } = await openLarge(false, 1400);
    await changeRule(panel);
    await panel.waitForSelector(cancels);
    await isAnalysed(panel);
    expect(await panel.$(cancels)).toBeNull();
    expect(await textOf(panel, '.convention')).toContain('your rule');
    await panel.$eval('.rules .link', (each) => (each as HTMLElement).click());
  });
});
