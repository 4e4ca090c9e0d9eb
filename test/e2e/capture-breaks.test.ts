import { readFileSync } from 'node:fs';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type OpenPanel, openPanel } from '../support/devtools-panel.ts';
import type { EchoServer } from '../support/echo-server.ts';
import { holes, numbersByConnection, numbersPage } from '../support/numbers.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { reloadExtension } from '../support/reload-extension.ts';
import { ownPageForEachTest } from '../support/scenes.ts';

let browser: Browser;
let server: EchoServer;
let page: Page;
let devtools: OpenPanel;
const complaints: string[] = [];

ownPageForEachTest((scene) => {
  ({ browser, server, page } = scene);
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
});
beforeEach(async () => {
  complaints.length = 0;
  devtools = await openPanel(page, { size: { width: 1200, height: 700 } });
});

const lastFrame = (): Promise<number> => devtools.evaluate<number>('sockscopeHost.log.lastFrame');
const grows = async (): Promise<void> => {
  const last = await lastFrame();
  await until(lastFrame, (now) => now > last + 200);
};
const says = (text: string): Promise<unknown> =>
  until(() => devtools.panel.evaluate(`document.body.innerText.includes(${JSON.stringify(text)})`));

/** One connection, which lives, and of which every number is there once. */
async function isWhole(): Promise<void> {
  const told = await numbersByConnection(devtools);
  expect(told.map(({ sent, received }) => [sent[0], holes(sent), holes(received)])).toEqual([[1, 0, 0]]);
  expect(await readLog(devtools, 'connections')).toMatchObject([{ endedBy: null }]);
  expect((await readLog(devtools, 'drops')).facts.count).toBe(0);
  expect(complaints).toEqual([]);
}

/** The world in which the bridge of the page's own document runs. */
async function bridgeWorld(session: CDPSession): Promise<number> {
  const contexts: { readonly id: number; readonly origin: string }[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context));
  await session.send('Runtime.enable');
  return (await until(() => contexts.find(({ origin }) => origin.startsWith('chrome-extension://'))))!.id;
}

/** A second listener is given the same port as the recorder. */
const holdPorts = `
  globalThis.heldPorts = [];
  chrome.runtime.onConnect.addListener((port) => { heldPorts.push(port); })`;

/** Evaluates in the bridge's world of a page that sends numbers, where `held.at(-1)` is the port to the recorder from here on. */
async function takeBridge(): Promise<(expression: string) => Promise<unknown>> {
  await devtools.evaluate(holdPorts);
  await page.goto(numbersPage(server));
  const session = await page.createCDPSession();
  const contextId = await bridgeWorld(session);
  const inBridge = (expression: string): Promise<unknown> =>
    session.send('Runtime.evaluate', { contextId, expression });
  await inBridge(`
    globalThis.held = [];
    const { connect } = chrome.runtime;
    chrome.runtime.connect = (...args) => { const port = connect(...args); held.push(port); return port; };`);
  await grows();
  await devtools.evaluate('heldPorts.at(-1).disconnect()');
  await until(
    () => devtools.evaluate<number>('heldPorts.length'),
    (count) => count === 2,
  );
  return inBridge;
}

describe('the port between page and recorder breaks in the middle of a flood', () => {
  it("at the recorder's end: nothing is missing, nothing is twice, again and again", async () => {
    await devtools.evaluate(holdPorts);
    await page.goto(numbersPage(server));
    for (let kill = 1; kill <= 10; kill++) {
      await grows();
      await devtools.evaluate('heldPorts.at(-1).disconnect()');
      await until(
        () => devtools.evaluate<number>('heldPorts.length'),
        (count) => count > kill,
      );
    }
    await grows();
    await isWhole();
  });

  it("at the bridge's end, whether or not the page has anything to say then", async () => {
    const inBridge = await takeBridge();
    for (let kill = 1; kill <= 10; kill++) {
      await grows();
      const before = await devtools.evaluate<number>('heldPorts.length');
      await inBridge('held.at(-1).disconnect()');
      await until(
        () => devtools.evaluate<number>('heldPorts.length'),
        (count) => count > before,
      );
    }
    await grows();
    await isWhole();
    // A page that is silent is not forgotten either: it is woken.
    await server.page('/silent', `<script>window.ws = new WebSocket('${server.ws}')</script>`);
    await page.goto(`${server.http}/silent`);
    await until(async () => (await readLog(devtools, 'connections'))[0]?.openedAt != null);
    const before = await devtools.evaluate<number>('heldPorts.length');
    await devtools.evaluate('heldPorts.at(-1).disconnect()');
    await until(
      () => devtools.evaluate<number>('heldPorts.length'),
      (count) => count > before,
    );
    await page.evaluate(`ws.send('7')`);
    await until(lastFrame, (last) => last > 0);
    expect(await readLog(devtools, 'connections')).toMatchObject([{ endedBy: null }]);
  });
});

describe('a page that is silent for longer than the recorder waits', () => {
  it('begins anew, and what it held is counted', async () => {
    const inBridge = await takeBridge();
    await grows();
    const burst = 3000;
    await page.evaluate(
      `document.addEventListener('burst', () => { for (let at = 0; at < ${burst}; at++) ws.send(String(++sent)); })`,
    );
    // The recorder waits for a word of the page, which has much to tell and no time.
    await inBridge(`
      held.at(-1).disconnect();
      document.dispatchEvent(new Event('burst'));
      const until = performance.now() + 8000;
      while (performance.now() < until);`);
    await until(
      async () => (await readLog(devtools, 'connections')).map(({ endedBy }) => endedBy),
      (ends) => ends.length === 2 && ends[0] === 'page-left' && ends[1] === null,
    );
    await grows();
    const [before, after] = await numbersByConnection(devtools);
    expect([holes(before!.sent), holes(after!.sent)]).toEqual([0, 0]);
    const missing = after!.sent[0]! - before!.sent.at(-1)! - 1;
    const { count } = (await readLog(devtools, 'drops')).facts;
    expect(missing).toBeGreaterThanOrEqual(burst);
    // Of each direction at most what is missing, and what says how the page is.
    expect(count).toBeGreaterThanOrEqual(burst);
    expect(count).toBeLessThanOrEqual(2 * missing + 200);
    expect(complaints).toEqual([]);
  });
});

describe('the devtools page is reloaded alone', () => {
  it('leaves the panel its session, says that it ended, and offers the new one', async () => {
    await page.goto(numbersPage(server));
    await grows();
    await says('Recording');
    await devtools.evaluate('void setTimeout(() => location.reload())');
    await says('Recording ended');
    const kept = await devtools.panel.evaluate<[], () => number>('sockscopeHost.log.lastFrame' as never);
    expect(kept).toBeGreaterThan(200);
    expect(
      await devtools.panel.$eval(
        'select[aria-label=Export]',
        (select) => (select as HTMLSelectElement).disabled,
      ),
    ).toBe(false);
    await until(lastFrame, (last) => last > 200);
    const button = await devtools.panel.waitForSelector('::-p-text(Show the new recording)');
    await button!.click();
    await until(
      async () => !((await devtools.panel.evaluate('document.body.innerText')) as string).includes('ended'),
    );
    const listed = (): Promise<number> =>
      devtools.panel.$eval('[aria-label=Frames]', (grid) => Number(grid.getAttribute('aria-rowcount')));
    const before = await until(listed, (rows) => rows > 0);
    await until(listed, (rows) => rows > before + 200);
    const [told] = await numbersByConnection(devtools);
    expect([holes(told!.sent), holes(told!.received)]).toEqual([0, 0]);
  });

  it('goes over to the new recording by itself where there was nothing yet', async () => {
    await page.goto(server.http);
    await says('No WebSocket on this page yet');
    await devtools.evaluate('void (globalThis.former = true)');
    await devtools.evaluate('void setTimeout(() => location.reload())');
    await until(() => devtools.evaluate<boolean>(`!globalThis.former && typeof sockscopeHost === 'object'`));
    await page.goto(numbersPage(server));
    await until(() =>
      devtools.panel.$eval('[aria-label=Frames]', (grid) => Number(grid.getAttribute('aria-rowcount')) > 100),
    );
  });
});

describe('a page whose own bridge is dead', () => {
  it('is not said to be recorded because of an iframe that is', async () => {
    await page.goto(numbersPage(server));
    await grows();
    await reloadExtension(page, devtools);
    devtools = await openPanel(page, { size: { width: 1200, height: 700 } });
    await says('This page is not recorded');
    const inner = server.page('/inner', `<script>window.ws = new WebSocket('${server.ws}')</script>`);
    await page.evaluate((url) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
    }, inner);
    await says('This page is not recorded, 1 iframe inside it is');
    expect(await readLog(devtools, 'connections')).toHaveLength(1);
    await page.evaluate('document.querySelector("iframe").remove()');
    await says('This page is not recorded. It was open');
    await page.reload();
    await until(
      async () =>
        !((await devtools.panel.evaluate('document.body.innerText')) as string).includes('not recorded'),
    );
    await grows();
  });
});

describe("the extension's process is killed", () => {
  /** Chromium runs devtools page and panel in one; what is killed was started by this test. */
  async function killExtension(): Promise<void> {
    const session = await browser.target().createCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    for (const { type, id } of processInfo)
      if (type === 'renderer' && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--extension-process'))
        process.kill(id, 'SIGKILL');
  }

  it('leaves the page alone, and the next DevTools records it from there', async () => {
    await page.goto(numbersPage(server));
    await grows();
    const before = Number(await page.evaluate('sent'));
    await killExtension();
    // Chromium shows its own sign of a crash; the log was in that process. The page's own two listeners are left.
    await until(async () => {
      const session = await page.createCDPSession();
      const { result } = await session.send('Runtime.evaluate', { expression: 'ws' });
      const { listeners } = await session.send('DOMDebugger.getEventListeners', {
        objectId: result.objectId!,
      });
      await session.detach();
      return listeners.length === 2;
    });
    await until(async () => Number(await page.evaluate('received')) > before + 200);
    await devtools.close();
    devtools = await openPanel(page);
    await grows();
    const [told] = await numbersByConnection(devtools);
    expect(told!.sent[0]).toBeGreaterThan(before);
    expect([holes(told!.sent), holes(told!.received)]).toEqual([0, 0]);
    expect(await readLog(devtools, 'connections')).toMatchObject([{ firstReadyState: 1, endedBy: null }]);
    expect(complaints).toEqual([]);
  });
});

describe("the page's own process crashes", () => {
  it('ends the page, which could not say that it goes, and loses nothing that had arrived', async () => {
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    await page.goto(numbersPage(server));
    await grows();
    const crash = await page.createCDPSession();
    crash.send('Page.crash').catch(() => undefined);
    await until(async () => (await readLog(devtools, 'pages')).at(-1)?.leftAt != null);
    const [told] = await numbersByConnection(devtools);
    expect([holes(told!.sent), holes(told!.received)]).toEqual([0, 0]);
    expect(await readLog(devtools, 'connections')).toMatchObject([{ endedBy: 'page-left' }]);
  });
});
