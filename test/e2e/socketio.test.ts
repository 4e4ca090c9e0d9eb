import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from '../../demo/server/server.ts';
import { type OpenPanel, openPanel } from '../../scripts/browser/devtools.ts';
import { launchBrowser } from '../../scripts/browser/launch.ts';
import { until } from '../../scripts/browser/poll.ts';
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
  await page.goto(new URL('socketio.html', demo.url).href);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (name: string): Promise<string> =>
  page.evaluate((each) => globalThis.sockscopeDemo.run(each), name);

async function show(tab: string): Promise<void> {
  await devtools.panel.waitForSelector(`#tab-${tab}`);
  await devtools.panel.$eval(`#tab-${tab}`, (each) => (each as HTMLElement).click());
}

/** The cells of each row that is rendered, as one line. */
const lines = (): Promise<string[]> =>
  readAtOnce(devtools.panel, '.row:not(.head)', (rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent?.trim() ?? '').join(' | '),
    ),
  );

const linesWith = (part: RegExp, count = 1): Promise<string[]> =>
  until(
    async () => {
      const all = await lines();
      const found = all.filter((line) => part.test(line));
      // What was there instead says more than nothing.
      return found.length === count ? found : all.map((line) => `other: ${line}`);
    },
    (found) => found.length === count && !found[0]?.startsWith('other: '),
  );

async function filter(text: string): Promise<void> {
  await devtools.panel.$eval(
    '.filter',
    (input, value) => {
      (input as HTMLInputElement).value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    },
    text,
  );
}

const details = (): Promise<string> => devtools.panel.$eval('.det', (each) => each.textContent ?? '');

describe('the Socket.IO demo in the real panel', () => {
  it('reads packets as event(args) → ack(args), acked out of order', async () => {
    expect(await run('acks')).toBe('acknowledged in the order 4, 3, 2, 1, 0');
    await show('frames');
    await filter('event:user.get dir:sent');
    const rows = await linesWith(/user\.get\(\d, \d+\) → ack\(null, \{user:\d,name:"Mina",plan:"pro"\}\)/, 5);
    const latencies = rows.map((row) => Number(/answered \+(\d+) ms/.exec(row)?.[1]));
    expect(latencies).toEqual([...latencies].sort((one, other) => other - one));
    await filter('');
  });

  it('tells an ack that is an error, and acks that the page gives', async () => {
    expect(await run('failed-ack')).toBe('NotFound: no such room: attic');
    expect(await run('server-asks')).toBe('the page said yes');
    await show('exchanges');
    await linesWith(/room\.join .* failed/);
    await linesWith(/↓ \| are you there\? .* answered/);
  });

  it('joins retries in one delivery, and tells one that was given up', async () => {
    expect(await run('retries')).toMatch(/^paid A-.* at the third attempt$/);
    await show('deliveries');
    await linesWith(/order\.pay|again/, 3);
    expect(await run('given-up')).toMatch(/given up after 3 attempts/);
    await linesWith(/given up/);
    await show('events');
    await linesWith(/order\.pay \| at least once \| 2 \| 1 of 2 .* 4 sent again/);
  });

  it('says what was lost and what was kept when the transport breaks', async () => {
    await run('break');
    await linesWith(/typing \| at most once \| 1 \| no ack .* 1 may be lost/);
    await linesWith(/draft\.save \| at most once \| 2 \| no ack .* 2 kept while away/);
    await show('findings');
    await linesWith(/Under way when the connection broke .* typing/);
  });

  it('tells a session recovered from one that was not', async () => {
    expect(await run('recovered')).toBe('recovered, 4 items of 4');
    await show('events');
    await linesWith(/news \| recoverable \| 4 \| .* 3 replayed/);
    expect(await run('not-recovered')).toBe('not recovered, 1 items of 4');
    const row = await devtools.panel.waitForSelector('::-p-text(news)');
    await row?.click();
    await until(
      details,
      (text) => /recovered, 3 replayed/.test(text) && /not recovered, what the server/.test(text),
    );
  });

  it('says what a connection continues, after how long, and how it ended', async () => {
    const newest = '.chain:last-of-type .conn';
    await devtools.panel.$eval(newest, (each) => (each as HTMLElement).click());
    await devtools.panel.$eval('button.close-details', (each) => (each as HTMLElement).click());
    await devtools.panel.$eval(newest, (each) => (each as HTMLElement).click());
    await until(details, (text) => /Continues#\d+, [\d.]+ m?s after its end/.test(text));
    expect(await details()).toMatch(
      /not recovered, what the server emitted meanwhile is missing; left by the page/,
    );
    await devtools.panel.$eval('.conn.all', (each) => (each as HTMLElement).click());
  });

  it("follows an application's own offset", async () => {
    expect(await run('own-offset')).toBe('lines: one, two, three');
    await linesWith(/\/log line \| recoverable \| 3 \| .* 2 replayed/);
  });

  it('shows one packet over several frames, with its bytes in place', async () => {
    expect(await run('binary')).toBe('2048 bytes stored, thumbnail of 64');
    await show('frames');
    await filter('event:thumbnail');
    await linesWith(/thumbnail\("beach\.jpg", ‹64 B›, \{original:2048,full:‹2\.0 KiB›\}, "[^"]+"\)/);
    await linesWith(/attachment [12] of 2 of thumbnail .* part of #/, 2);
    const [row] = await devtools.panel.$$('.row:not(.head)');
    await row?.click();
    await until(details, (text) => text.includes('one packet over 3 frames') && text.includes('2.0 KiB'));
  });

  it('filters by namespace', async () => {
    expect(await run('namespaces')).toBe('said 5 letters; /admin: not allowed');
    await filter('ns:/chat -is:control');
    await linesWith(/\/chat say\("hello"\) → ack\(5\)/);
    const rows = await lines();
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.every((row) => row.includes('/chat'))).toBe(true);
    await filter('ns:admin');
    await linesWith(/\/admin CONNECT.* → refused \{message:"not allowed"/);
    await filter('');
  });

  it('reads the msgpack parser, and names the layers', async () => {
    expect(await run('msgpack')).toBe('2048 bytes stored, thumbnail of 64');
    await filter('is:binary event:user.get dir:sent');
    await linesWith(/user\.get\(\d, \d+\) → ack\(null/, 5);
    const [row] = await devtools.panel.$$('.row:not(.head)');
    await row?.click();
    await until(details, (text) => text.includes('Engine.IO › Socket.IO › msgpack'));
    await filter('');
  });

  it('shows the long-polling phase in one chain with the WebSocket, in order, with the upgrade marked', async () => {
    expect(await run('upgrade')).toBe('now on websocket');
    const chain = await until(
      () =>
        readAtOnce(devtools.panel, '.chain', (chains) =>
          [...(chains.at(-1)?.querySelectorAll('.conn') ?? [])].map(
            (each) => each.getAttribute('title') ?? '',
          ),
        ),
      (urls) => urls.length === 2 && urls.some((url) => url.includes('transport=polling')),
    );
    // The newest on top.
    expect(chain[0]).toContain('transport=websocket&sid=');
    await show('frames');
    const polled = await devtools.panel.$$('.chain .conn');
    await polled.at(-1)?.click();
    await linesWith(/open \| the server pings/);
    await linesWith(/↑ \| CONNECT \| CONNECT \{client:.* → connected \{sid:/);
    await polled.at(-1)?.click();
    await linesWith(/upgrade \| from long-polling to this WebSocket/);
    await show('exchanges');
    await filter('type:user.get latency>550ms');
    await linesWith(/user\.get .* answered/);
    await filter('');
    await show('frames');
    const times = await until(
      async () => (await lines()).map((line) => line.split(' | ')[1] ?? ''),
      (all) => all.length > 5,
    );
    expect(times).toEqual([...times].sort());
  });

  it('shows a client that never upgrades', async () => {
    expect(await run('polling')).toBe('all of it on polling');
    await filter('event:user.get dir:sent');
    await until(
      async () => (await lines()).filter((line) => /user\.get\(\d, \d+\)/.test(line)),
      (found) => found.length > 0 && /user\.get\(0, 300\)/.test(found.join()),
    );
    await show('exchanges');
    await filter('type:photo is:answered');
    await linesWith(/photo/, 3);
    await filter('');
    await show('frames');
  });

  it('hides the transport until it is asked for, and says how much', async () => {
    const button = '::-p-xpath(//button[contains(., "hidden")])';
    const hidden = async (): Promise<number> => {
      const toggle = await devtools.panel.$(button);
      return Number(
        /(\d+) heartbeat/.exec((await toggle?.evaluate((each) => each.textContent)) ?? '')?.[1] ?? 0,
      );
    };
    await filter('type:probe');
    await until(hidden, (count) => count >= 2);
    expect(await lines()).toEqual([]);
    await (await devtools.panel.$(button))?.click();
    await until(lines, (rows) => rows.length >= 2 && rows.every((row) => /p[io]ng probe/.test(row)));
    await filter('');
  });

  it('says who ended it', async () => {
    expect(await run('kicked')).toBe('io server disconnect');
    await show('findings');
    await linesWith(/Disconnected by the server/);
  });

  it('has no violation that axe can find in its views', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await devtools.panel.evaluate(axe);
    for (const tab of ['frames', 'events']) {
      await show(tab);
      const [row] = await until(
        () => devtools.panel.$$('.row:not(.head)'),
        (rows) => rows.length > 0,
      );
      await row?.evaluate((each) => (each as HTMLElement).click());
      await devtools.panel.waitForSelector('.close-details');
      const violations = await devtools.panel.evaluate(async () => {
        const { run } = (
          globalThis as unknown as {
            axe: {
              run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
            };
          }
        ).axe;
        return (await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })).violations.map(
          (each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
        );
      });
      expect(violations, tab).toEqual([]);
    }
  });
});
