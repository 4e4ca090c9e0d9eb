import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle, Frame } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import { logOf } from '../support/frame-script.ts';

/** Two ids come back in every answer: the evidence takes the one with the usual name, and the user knows better. */
const script = `
  open 1 wss://bank.example/gw
  ${[1, 2, 3, 4]
    .map(
      (n) => `+10ms > {"cmd":"get","trace":{"span":"aaaa000${n}"},"ticket":"bbbb000${n}"}
  +10ms < {"cmd":"got","trace":{"span":"aaaa000${n}"},"ticket":"bbbb000${n}"}`,
    )
    .join('\n')}`;

let browser: Browser;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-'));
  file = join(folder, 'two-ids.sockscope');
  const log = logOf(script);
  await writeFile(
    file,
    await writeSockscope(log, { createdAt: log.startedAt + log.lastTime, version: 'test' }),
  );
  browser = await launchBrowser();
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function openFile(): Promise<Frame> {
  const page = await browser.newPage();
  const { panel } = await openPanel(page, { size: { width: 1400, height: 900 } });
  const input = (await panel.waitForSelector(
    'input[aria-label="Session file"]',
  )) as ElementHandle<HTMLInputElement>;
  await input.uploadFile(file);
  await panel.waitForSelector('.banner');
  await click(panel, '.conn:not(.all)');
  return panel;
}

const click = async (panel: Frame, selector: string): Promise<void> => {
  await panel.waitForSelector(selector);
  await panel.$eval(selector, (each) => (each as HTMLElement).click());
};
const textOf = (panel: Frame, selector: string): Promise<string> =>
  panel.$eval(selector, (each) => each.textContent ?? '');

describe('the convention of a connection, in the real panel', () => {
  it('is shown with its evidence, corrected from the tree, and remembered', async () => {
    const panel = await openFile();
    const before = await until(
      () => textOf(panel, '.convention'),
      (text) => text.includes('Request id'),
    );
    expect(before).toContain('/ticket');
    expect(before).toContain('4 of 4 values that the page used');

    await click(panel, '#tab-frames');
    await click(panel, '.row:not(.head)');
    await click(panel, '.use[title^="Use /trace/span"]');
    await panel.waitForSelector('.place-form');
    await panel.$eval('.place-form', (form) => (form as HTMLFormElement).requestSubmit());
    await click(panel, '#tab-exchanges');
    await until(
      () => textOf(panel, '.view'),
      (text) => text.includes('aaaa0001') && !text.includes('bbbb0001') && text.includes('answered'),
    );

    const again = await openFile();
    await until(
      () => textOf(again, '.convention'),
      (text) => text.includes('your rule') && text.includes('/trace/span'),
    );
    await click(again, '.rules .link');
    await until(
      () => textOf(again, '.convention'),
      (text) => !text.includes('your rule'),
    );
  });

  it('is shown and corrected for one direction', async () => {
    const panel = await openFile();
    await click(panel, '.convention h3 button');
    const input = (await panel.waitForSelector('.place-form input')) as ElementHandle<HTMLInputElement>;
    await input.type('/trace/span');
    await panel.select('select[aria-label="Messages that it holds for"]', 'sent');
    await panel.$eval('.place-form', (form) => (form as HTMLFormElement).requestSubmit());
    const told = await until(
      () => textOf(panel, '.convention'),
      (text) => text.includes('your rule'),
    );
    expect(told).toMatch(/Request id.*sent \/trace\/span your rule/);
    expect(told).toMatch(/Answer id.*received \/trace\/span your rule/);
    await click(panel, '.rules .link');
  });

  it('refuses what is no place with a sentence', async () => {
    const panel = await openFile();
    await click(panel, '.convention h3 button');
    const input = (await panel.waitForSelector('.place-form input')) as ElementHandle<HTMLInputElement>;
    await input.type('meta.id');
    await panel.$eval('.place-form', (form) => (form as HTMLFormElement).requestSubmit());
    await until(
      () => textOf(panel, '.place-form'),
      (text) => text.includes('"meta.id" is no JSON Pointer'),
    );
  });

  it('mutes a kind of finding for good', async () => {
    const log = logOf('open 1 wss://a.example/\n> {"id":1,"type":"get"}\n< {"id":1,"error":"no"}');
    const failing = join(folder, 'failing.sockscope');
    await writeFile(failing, await writeSockscope(log, { createdAt: log.startedAt + 1, version: 'test' }));
    for (const visit of ['first', 'second']) {
      const page = await browser.newPage();
      const { panel } = await openPanel(page, { size: { width: 1400, height: 900 } });
      const input = (await panel.waitForSelector(
        'input[aria-label="Session file"]',
      )) as ElementHandle<HTMLInputElement>;
      await input.uploadFile(failing);
      await panel.waitForSelector('.banner');
      await click(panel, '#tab-findings');
      if (visit === 'first') {
        await click(panel, '.row:not(.head)');
        await panel.waitForSelector('.det h3 button');
        await click(panel, '.det h3 button');
      }
      await until(
        () => textOf(panel, '.finding-settings'),
        (text) => text.includes('Muted, 1 finding:') && text.includes('Answered with an error'),
      );
      expect(await panel.$$('.view .row:not(.head)')).toHaveLength(0);
    }
  });
});
