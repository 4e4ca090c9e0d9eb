import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle, Frame, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../../demo/server/server.ts';
import { type OpenPanel, openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';
import { readSession } from '../../scripts/read-session.ts';
import type { Report } from '../../src/analyze/report/report.ts';
import { type HarMessage, writeHar } from '../../src/archive/formats/har-format.ts';
import { exportFrom, readJson } from '../support/exported.ts';
import { readAtOnce } from '../support/read-at-once.ts';

let browser: Browser;
let demo: DemoServer;
let page: Page;
let devtools: OpenPanel;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-'));
  [browser, demo] = await Promise.all([launchBrowser(), startDemoServer(0, join(folder, 'page'))]);
  page = await browser.newPage();
  devtools = await openPanel(page, { size: { width: 1400, height: 900 } });
  await page.goto(demo.url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (name: string): Promise<string> =>
  page.evaluate((each) => globalThis.sockscopeDemo.run(each), name);

async function show(tab: string, panel: Frame = devtools.panel): Promise<void> {
  await panel.waitForSelector(`#tab-${tab}`);
  // By script: a click at coordinates misses while a banner moves the tabs.
  await panel.$eval(`#tab-${tab}`, (each) => (each as HTMLElement).click());
}

/** The words of each row or stream that is rendered. */
const lines = (panel: Frame = devtools.panel): Promise<string[]> =>
  readAtOnce(panel, '.row:not(.head), .stream', (rows) =>
    rows.map((row) => {
      const words: string[] = [];
      const texts = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) words.push(texts.currentNode.nodeValue ?? '');
      return words.join(' ').replace(/\s+/g, ' ').trim();
    }),
  );
const linesWith = async (part: string | RegExp): Promise<string[]> =>
  (await lines()).filter((line) => (typeof part === 'string' ? line.includes(part) : part.test(line)));

describe('the demo app in the real panel', () => {
  it('pairs five requests that are answered out of order', async () => {
    expect(await run('five-requests')).toBe('answered in the order 4, 3, 2, 1, 0');
    await show('exchanges');
    const rows = await until(
      () => linesWith('user.get'),
      (found) => found.filter((row) => row.includes('answered')).length === 5,
    );
    const latencies = rows.map((row) => Number(/(\d+) ms/.exec(row)?.[1]));
    expect(latencies).toEqual([...latencies].sort((one, other) => other - one));
  });

  it('tells a failed request with its code and message', async () => {
    await run('failed-request');
    await show('findings');
    await until(
      () => linesWith('NotFound: no such room: attic'),
      (found) => found.length === 1,
    );
  });

  it('shows the 15 s hold overdue, then late; and meanwhile a withheld ack with three transmissions and given up', async () => {
    await show('exchanges');
    const held = run('held-request');
    await until(
      () => linesWith(/report\.build .* pending/),
      (found) => found.length === 1,
    );
    const withheld = run('withheld-acks');
    await until(
      () => linesWith(/report\.build .* overdue/),
      (found) => found.length === 1,
    );
    await held;
    const [late = ''] = await until(
      () => linesWith(/report\.build .* late/),
      (found) => found.length === 1,
    );
    expect(late).toMatch(/15\.0 s/);

    await show('deliveries');
    expect(await withheld).toBe('seq 2 given up after 3 transmissions');
    await until(
      () => linesWith('2 given up'),
      (found) => found.length === 1,
    );
    expect(await linesWith(/2 payment\.confirm|2 again \+/)).toHaveLength(3);
  });

  it('completes what was unacked at a drop after the reconnect', async () => {
    await run('dropped-unacked');
    await until(
      () => linesWith(/#1 closed 1006 · .* · #2/),
      (found) => found.length === 1,
    );
    await until(
      () => linesWith(/ack [456]/),
      (found) => found.length === 3,
    );
    expect(await linesWith(/[456] again \+/)).toHaveLength(3);
  });

  it('follows a 5 MB upload to its last byte, with its SHA-256', async () => {
    await show('chunk-streams');
    const said = await run('upload');
    const sha256 = /sha256 ([0-9a-f]{64})/.exec(said)?.[1] ?? 'none';
    const [row] = await until(
      () => linesWith(sha256),
      (found) => found.length === 1,
    );
    expect(row).toMatch(/scan\.pdf ↑ complete 5\.00 MiB · 80 of 80 chunks/);
  });

  it('shows a dropped upload partial, then complete over two connections', async () => {
    // What is painted, at every change: polling from here could miss the moment between the drop and the reconnect.
    await devtools.panel.evaluate(() => {
      const seen: string[] = [];
      (globalThis as { seenStates?: string[] }).seenStates = seen;
      new MutationObserver(() => {
        const row = [...document.querySelectorAll('.stream')].find((each) =>
          each.textContent?.includes('holiday.mov'),
        );
        const state = /open|partial|complete/.exec(row?.querySelector('.title')?.textContent ?? '')?.[0];
        if (state && seen.at(-1) !== state) seen.push(state);
      }).observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    const done = run('upload-resumed');
    const said = await done;
    const sha256 = /sha256 ([0-9a-f]{64})/.exec(said)?.[1] ?? 'none';
    const [row] = await until(
      () => linesWith(/holiday\.mov .* complete|holiday\.mov ↑ complete/),
      (found) => found.length === 1,
    );
    expect(row).toMatch(/80 of 80 chunks · resumed once/);
    const states = await devtools.panel.evaluate(() => (globalThis as { seenStates?: string[] }).seenStates);
    expect(states).toEqual(['open', 'partial', 'open', 'complete']);
    await until(
      () => linesWith(/▲ #2 lost → #3/),
      (found) => found.some((line) => line.includes(sha256)),
    );
  });

  it('links a frame to its partners', async () => {
    await show('exchanges');
    const [row] = await devtools.panel.$$('.row:not(.head)');
    await row?.click();
    await until(
      () => detailsText(),
      (text) => /Exchange/i.test(text) && text.includes('user.get.response'),
    );
    const link = (await devtools.panel.$('.det button.link')) as ElementHandle<HTMLElement>;
    const number = await link.evaluate((each) => each.textContent);
    await link.click();
    await until(
      () => detailsText(),
      (text) =>
        text.toLowerCase().startsWith(`frame ${number}`) || text.toLowerCase().includes(`frame ${number}`),
    );
  });
});

const detailsText = (): Promise<string> => devtools.panel.$eval('.det', (each) => each.textContent ?? '');

describe('files', () => {
  it('gives the same report, field by field, in a fresh panel', async () => {
    const file = await exportFrom(devtools.panel, 'sockscope', folder);
    const live = await readJson<Report>(await exportFrom(devtools.panel, 'report', folder));
    expect(live.exchanges.length).toBeGreaterThan(8);
    expect(live.deliveries.map((each) => each.state)).toContain('given-up');

    const other = await browser.newPage();
    const fresh = await openPanel(other);
    const input = (await fresh.panel.waitForSelector('input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(file);
    await fresh.panel.waitForSelector('.banner');
    await show('chunk-streams', fresh.panel);
    await until(
      () => lines(fresh.panel),
      (found) => found.length === 2,
    );
    const reopened = await readJson<Report>(await exportFrom(fresh.panel, 'report', folder));
    expect(reopened).toEqual(live);
    await other.close();
  });

  it('refuses a file that is none with a sentence, and changes nothing', async () => {
    const path = join(folder, 'notes.sockscope');
    await writeFile(path, 'hello');
    await show('frames');
    const before = await lines();
    const input = (await devtools.panel.$('input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(path);
    const alert = await devtools.panel.waitForSelector('[role=alert]');
    expect(await alert?.evaluate((each) => each.textContent ?? '')).toContain(
      'This is not a Sockscope session or a HAR',
    );
    expect((await lines()).slice(0, 10)).toEqual(before.slice(0, 10));
  });

  it('says so when nothing could be exported', async () => {
    const { panel } = devtools;
    await panel.evaluate(() => {
      const real = URL.createObjectURL;
      URL.createObjectURL = () => {
        URL.createObjectURL = real;
        throw new RangeError('Invalid string length');
      };
    });
    await panel.select('select[aria-label=Export]', 'har');
    const alert = await panel.waitForSelector('[role=alert] ::-p-text(Nothing was exported)');
    expect(await alert?.evaluate((each) => each.textContent ?? '')).toContain('Invalid string length');
    await panel.$eval('.banner.bad button', (each) => (each as HTMLElement).click());
    await panel.waitForSelector('.banner.bad', { hidden: true });
  });

  it("writes a HAR that agrees with the browser's own, frame by frame", async () => {
    interface Entry {
      readonly request: { readonly url: string };
      readonly _webSocketMessages?: readonly HarMessage[];
    }
    const shape = (entries: readonly Entry[]) =>
      entries
        .filter((entry) => entry._webSocketMessages)
        .map((entry) => ({
          url: entry.request.url,
          messages: entry
            ._webSocketMessages!.filter((each) => each.opcode > 0)
            .map(({ type, opcode, data }) => ({ type, opcode, data })),
        }));
    const theirs = await devtools.evaluate<{ entries: Entry[] }>(
      `sockscopeHost.networkHar().then(({ entries }) => ({ entries: entries.filter((each) => each._webSocketMessages)
        .map(({ request: { url }, _webSocketMessages }) => ({ request: { url }, _webSocketMessages })) }))`,
    );
    const log = await readSession(devtools.evaluate);
    const ours = (JSON.parse(writeHar(log, '0')) as { log: { entries: Entry[] } }).log.entries;
    expect(shape(ours).map((each) => [each.url, each.messages.length])).toEqual(
      shape(theirs.entries).map((each) => [each.url, each.messages.length]),
    );
    expect(shape(ours)).toEqual(shape(theirs.entries));
  });
});
