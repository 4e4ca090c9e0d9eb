import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openPanel } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { holes, numbersByConnection, numbersPage, type Told } from '../support/numbers.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { reloadExtension } from '../support/reload-extension.ts';

let browser: Browser;
let server: EchoServer;
let page: Page;
/** What the page's console and its `onerror` were told. */
const complaints: string[] = [];

beforeAll(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startEchoServer()]);
  page = await browser.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** Kinds of events that somebody listens for on the page's socket, as the browser's debugger sees them. */
async function socketListeners(): Promise<string[]> {
  const session = await page.createCDPSession();
  const { result } = await session.send('Runtime.evaluate', { expression: 'ws' });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
  await session.detach();
  return listeners.map(({ type }) => type).sort();
}

describe('killed and reloaded in the middle of a flood', () => {
  it('loses nothing that it does not count, 20 times', async () => {
    let devtools = await openPanel(page);
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    await page.goto(numbersPage(server));
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
    /** The flood itself goes on, whoever listens. */
    const pageGrows = async (): Promise<void> => {
      const before = await page.evaluate<[], () => number>('received' as never);
      await until(
        () => page.evaluate<[], () => number>('received' as never),
        (now) => now > before + 200,
      );
    };

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
      'the extension': async () => {
        // Chromium closes DevTools along with an extension that has a panel in it: the log is gone, and says nothing any more.
        await reloadExtension(page, devtools);
        // The page's own two are left.
        await until(socketListeners, (types) => types.join() === 'message,open');
        await pageGrows();
        // No content script is run in a page that is open: the new extension cannot hear this one, and says so.
        devtools = await openPanel(page);
        await until(() =>
          devtools.panel.evaluate('document.body.innerText.includes("This page is not recorded")'),
        );
        await pageGrows();
        expect(await readLog(devtools, 'connections')).toEqual([]);
        await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
        await page.reload();
        await grows();
        const [told] = await isWhole();
        const [connection] = await readLog(devtools, 'connections');
        expect([connection?.firstReadyState, told?.sent[0], told?.received[0]]).toEqual([0, 1, 1]);
      },
    };
    const order = Object.values(kills);
    for (let kill = 0; kill < 20; kill++) await order[kill % order.length]!();
    expect(complaints).toEqual([]);
  }, 300_000);
});
