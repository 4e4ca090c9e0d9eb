import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../../demo/server/server.ts';
import { type OpenPanel, openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';

let browser: Browser;
let demo: DemoServer;
const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  [browser, demo] = await Promise.all([
    launchBrowser(),
    startDemoServer(0, join(tmpdir(), `sockscope-a11y-${process.pid}`)),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

const violations = async ({ panel }: OpenPanel): Promise<string[]> => {
  await panel.evaluate(await axe);
  return panel.evaluate(async () => {
    const { run } = (
      globalThis as unknown as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe;
    return (await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map(
      (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
    );
  });
};

// WCAG rules only: best practices for whole pages (one h1, landmarks) do not fit a DevTools panel.
describe.each([
  ['light', 1400],
  ['dark', 1400],
  ['light', 500],
  ['dark', 400],
] as const)('the panel in %s at %i px', (theme, width) => {
  it('has no violation that axe can find, in any tab, and never scrolls sideways', async () => {
    const page = await browser.newPage();
    const devtools = await openPanel(page, { dark: theme === 'dark', size: { width, height: 800 } });
    try {
      expect(await violations(devtools)).toEqual([]);
      await page.goto(demo.url);
      for (const name of ['five-requests', 'failed-request', 'dropped-unacked', 'upload-resumed'])
        await page.evaluate((each) => globalThis.sockscopeDemo.run(each), name);
      for (const tab of ['findings', 'frames', 'exchanges', 'deliveries', 'chunk-streams']) {
        await devtools.panel.$eval(`#tab-${tab}`, (each) => (each as HTMLElement).click());
        const rows = await until(
          () => devtools.panel.$$('.row:not(.head), .stream'),
          (found) => found.length > 0,
        );
        await rows[0]?.evaluate((each) => (each as HTMLElement).click());
        await devtools.panel.waitForSelector('.close-details');
        expect(await violations(devtools), tab).toEqual([]);
        expect(await devtools.panel.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(
          true,
        );
      }
      const filter = await devtools.panel.waitForSelector('.filter');
      await filter?.type('nothing-is-called-this');
      for (const tab of ['frames', 'exchanges']) {
        await devtools.panel.$eval(`#tab-${tab}`, (each) => (each as HTMLElement).click());
        await devtools.panel.waitForSelector('.empty-state');
        expect(await violations(devtools), `${tab}, nothing matches`).toEqual([]);
      }
    } finally {
      await page.close();
    }
  });
});
