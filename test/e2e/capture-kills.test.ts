import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type OpenPanel, openPanel } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';

let browser: Browser;
let server: EchoServer;
let page: Page;

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startEchoServer()]);
  page = await browser.newPage();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

interface Told {
  readonly connection: number;
  readonly sent: readonly number[];
  readonly received: readonly number[];
}

/** The numbers that the frames of each connection carry, in the order of the log, from where the panel reads them too. */
function numbersByConnection(devtools: OpenPanel): Promise<Told[]> {
  return devtools.evaluate<Told[]>(`(() => {
    const { log } = sockscopeHost;
    const told = new Map();
    for (let number = log.firstFrame; number <= log.lastFrame; number++) {
      const { connection, direction, data } = log.frame(number);
      if (!told.has(connection)) told.set(connection, { connection, sent: [], received: [] });
      told.get(connection)[direction].push(Number(data));
    }
    return [...told.values()];
  })()`);
}

const holes = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number, at) => (at === 0 ? 0 : sum + number - numbers[at - 1]! - 1), 0);

/** Sends 10 numbers every 5 ms, each of which comes back; on its way out it says how far it came. */
const floodPage = (): string =>
  server.page(
    '/kills',
    `<script>
      let sent = 0;
      const ws = new WebSocket('${server.ws}');
      ws.onopen = () => setInterval(() => { for (let at = 0; at < 10; at++) ws.send(String(++sent)); }, 5);
      addEventListener('pagehide', () => sessionStorage.setItem('sent', sent));
    </script>`,
  );

describe('killed and reloaded in the middle of a flood', () => {
  it('loses nothing that it does not count, 20 times', async () => {
    let devtools = await openPanel(page);
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    await page.goto(floodPage());
    const grows = async (): Promise<void> => {
      const last = await devtools.evaluate<number>('sockscopeHost.log.lastFrame');
      await until(
        () => devtools.evaluate<number>('sockscopeHost.log.lastFrame'),
        (now) => now > last + 200,
      );
    };
    const isWhole = async (): Promise<Told[]> => {
      const told = await numbersByConnection(devtools);
      expect(told.length).toBeGreaterThan(0);
      for (const { sent, received } of told) expect([holes(sent), holes(received)]).toEqual([0, 0]);
      const drops = await readLog(devtools, 'drops');
      expect([drops.facts.count, drops.payloads.count, drops.frames.count]).toEqual([0, 0, 0]);
      return told;
    };
    await grows();

    const kills = {
      'the panel': async () => {
        await devtools.panel.evaluate('location.reload()');
        await devtools.panel.waitForSelector('[role=toolbar]');
        await grows();
        await isWhole();
      },
      'the page': async () => {
        const before = (await readLog(devtools, 'connections')).at(-1)!;
        await page.reload();
        const sent = Number(await page.evaluate(`sessionStorage.getItem('sent')`));
        await grows();
        const told = await isWhole();
        // To the last word: what the page sent is what was recorded.
        expect(told.find(({ connection }) => connection === before.id)?.sent.at(-1)).toBe(sent);
      },
      DevTools: async () => {
        await devtools.close();
        devtools = await openPanel(page);
        await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
        await grows();
        const [told] = await isWhole();
        const [connection] = await readLog(devtools, 'connections');
        // What passed while nobody recorded is not shown as if there had been nothing.
        expect(connection?.firstReadyState).toBe(1);
        expect(told?.sent[0]).toBeGreaterThan(1);
      },
    };
    const order = Object.values(kills);
    for (let kill = 0; kill < 20; kill++) await order[kill % order.length]!();
  });
});
