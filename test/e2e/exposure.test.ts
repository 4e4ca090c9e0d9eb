import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type OpenDevTools, openDevTools, openPanel } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { factsOf, readLog, recorded } from '../support/recorded.ts';

/** Where hook and bridge stand: by default in no page of the web while DevTools is open on none. */

let server: EchoServer;
let browser: Browser;
let profile: string;

beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(async () => {
  await server?.close();
});
beforeEach(async () => {
  profile = mkdtempSync(join(tmpdir(), 'sockscope-profile-'));
  browser = await launchBrowser({ profile });
});
afterEach(async () => {
  await browser.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

/** The same page on a host that is no local one. */
const abroad = (url: string, host = 'app.example'): string => url.replace('127.0.0.1', host);
const socketPage = (path: string): string =>
  server.page(
    path,
    `<body><script>
      window.ws = new WebSocket('${server.ws}${path}');
      window.frame = document.body.appendChild(document.createElement('iframe'));
      new frame.contentWindow.WebSocket('${server.ws}${path}-blank');
    </script>`,
  );

/**
 * What of the extension is in the page: as the browser's debugger sees it, from where nothing can hide. (An isolated world
 * alone says nothing: Chromium makes one for each document of a process in which there once was one.)
 */
async function present(page: Page): Promise<{ readonly hook: boolean; readonly bridge: boolean }> {
  const session = await page.createCDPSession();
  const worlds: number[] = [];
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.origin.startsWith('chrome-extension://')) worlds.push(context.id);
  });
  await session.send('Runtime.enable');
  const bridges = await Promise.all(
    worlds.map(async (contextId) => {
      const expression = 'typeof sockscopeReconnect';
      return (await session.send('Runtime.evaluate', { expression, contextId })).result.value === 'function';
    }),
  );
  const { result } = await session.send('Runtime.evaluate', { expression: 'WebSocket' });
  await session.detach();
  return { hook: result.subtype === 'proxy', bridge: bridges.includes(true) };
}

const nothing = { hook: false, bridge: false };
const both = { hook: true, bridge: true };

/** Pages loaded until one has nothing of the extension. */
async function loadsUntilClean(page: Page, url: string): Promise<number> {
  for (let loads = 1; ; loads++) {
    await page.goto(url);
    const found = await present(page);
    if (!found.hook && !found.bridge) return loads;
    if (loads > 50) throw new Error(`still there after 50 pages: ${JSON.stringify(found)}`);
  }
}

/** DevTools goes at once for whoever looks, and a moment later for the browser. */
async function closed(devtools: OpenDevTools): Promise<void> {
  await devtools.close();
  await until(
    () => browser.targets().filter((each) => each.url().endsWith('/extension/devtools/devtools.html')).length,
    (count) => count === 0,
  );
}

describe('while DevTools is open on no page', () => {
  it('nothing stands in a page of the web, nor in its frames', async () => {
    const page = await browser.newPage();
    await page.goto(abroad(socketPage('/quiet')));
    expect(await present(page)).toEqual(nothing);
    for (const frame of page.frames())
      expect(
        await frame.evaluate(
          'String(Function.prototype.toString) + Object.keys(globalThis).filter((each) => /sockscope/i.test(each))',
        ),
      ).toBe('function toString() { [native code] }');
  });

  it('the dormant hook stands on local hosts', async () => {
    const page = await browser.newPage();
    for (const host of ['127.0.0.1', 'localhost', 'deep.app.localhost']) {
      await page.goto(abroad(socketPage('/local'), host));
      expect(await present(page)).toEqual(both);
    }
  });
});

describe('DevTools', () => {
  it('says that a page from before is not recorded, and records it after a reload, from its first socket', async () => {
    const page = await browser.newPage();
    await page.goto(abroad(socketPage('/before')));
    const devtools = await openPanel(page);
    await devtools.panel.waitForSelector('::-p-text(This page is not recorded)');
    expect(await factsOf(devtools, 'constructed')).toEqual([]);
    await devtools.panel.locator('::-p-aria(Reload to record)').click();
    const constructed = await recorded(devtools, 'constructed', 2);
    expect(
      constructed.map(({ url, readyState, by }) => [url.replace(server.ws, ''), readyState, by]),
    ).toEqual([
      ['/before', 0, undefined],
      ['/before-blank', 0, undefined],
    ]);
    // Once each: no page gets the scripts twice.
    expect(await readLog(devtools, 'pages')).toHaveLength(2);
  });

  it('on a local host records each document once', async () => {
    const page = await browser.newPage();
    const devtools = await openDevTools(page);
    await page.goto(socketPage('/once'));
    await recorded(devtools, 'constructed', 2);
    expect(await readLog(devtools, 'pages')).toHaveLength(2);
  });

  it('takes everything with it when it closes: one page later at most', async () => {
    const page = await browser.newPage();
    const url = abroad(socketPage('/after'));
    await page.goto(url);
    const devtools = await openDevTools(page);
    await page.reload();
    await recorded(devtools, 'constructed', 2);
    expect(await present(page)).toEqual(both);
    await closed(devtools);
    expect(await loadsUntilClean(page, url)).toBeLessThanOrEqual(2);
    await page.goto(url);
    expect(await present(page)).toEqual(nothing);
  });

  it('on a second page keeps it for both, until it closes on the last', async () => {
    const [page, other] = [await browser.newPage(), await browser.newPage()];
    const url = abroad(socketPage('/several'));
    const [one, two] = [await openDevTools(page), await openDevTools(other)];
    await page.goto(url);
    await recorded(one, 'constructed', 2);
    await one.close();
    // A page whose connection is refused or ignored asks the worker, which finds the other DevTools.
    for (let at = 0; at < 3; at++) await page.goto(url);
    expect(await present(page)).toEqual(both);
    await other.goto(url);
    await recorded(two, 'constructed', 2);
    await closed(two);
    expect(await loadsUntilClean(other, url)).toBeLessThanOrEqual(2);
  });

  it('opened again after it closed records again', async () => {
    const page = await browser.newPage();
    const url = abroad(socketPage('/again'));
    for (let at = 0; at < 3; at++) {
      const devtools = await openDevTools(page);
      await page.goto(url);
      await recorded(devtools, 'constructed', 2);
      await closed(devtools);
    }
    expect(await loadsUntilClean(page, url)).toBeLessThanOrEqual(2);
  });

  it('that crashes leaves nothing behind', async () => {
    const page = await browser.newPage();
    const url = abroad(socketPage('/crash'));
    const devtools = await openDevTools(page);
    await page.goto(url);
    await recorded(devtools, 'constructed', 2);
    const session = await browser.target().createCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    for (const { type, id } of processInfo)
      if (type === 'renderer' && readFileSync(`/proc/${id}/cmdline`, 'utf8').includes('--extension-process'))
        process.kill(id, 'SIGKILL');
    await devtools.frontend.close();
    expect(await loadsUntilClean(page, url)).toBeLessThanOrEqual(4);
  });
});

describe('a restart of the browser', () => {
  /** As a crash: nobody gets to tidy up. */
  async function restart(): Promise<Page> {
    const gone = new Promise((resolve) => browser.process()!.once('exit', resolve));
    browser.process()!.kill('SIGKILL');
    await gone;
    browser = await launchBrowser({ profile });
    return browser.newPage();
  }

  it('with DevTools open leaves nothing behind', async () => {
    const page = await browser.newPage();
    const url = abroad(socketPage('/restart'));
    const devtools = await openDevTools(page);
    await page.goto(url);
    await recorded(devtools, 'constructed', 2);
    const restarted = await restart();
    await restarted.goto(url);
    expect(await present(restarted)).toEqual(nothing);
  });

  it('keeps the hosts that were chosen', async () => {
    const page = await browser.newPage();
    const url = abroad(socketPage('/chosen'));
    await page.goto(url);
    const devtools = await openDevTools(page);
    await until(() => devtools.evaluate(`sockscopeHost.site.host === 'app.example'`));
    await devtools.evaluate('sockscopeHost.site.keep(true)');
    // A browser that is killed may not have written what it keeps.
    await browser.close();
    browser = await launchBrowser({ profile });
    const restarted = await browser.newPage();
    // Loaded by a debugger, the extension is installed anew with each start: its worker puts the hosts back.
    await until(
      async () => {
        await restarted.goto(url);
        return present(restarted);
      },
      ({ hook, bridge }) => hook && bridge,
    );
    await restarted.goto(abroad(url.replace('app.example', '127.0.0.1'), 'other.example'));
    expect(await present(restarted)).toEqual(nothing);
  });
});

describe('a host that was chosen', () => {
  it('has its sockets from before DevTools recorded, until it is taken off again', async () => {
    const page = await browser.newPage();
    const url = abroad(socketPage('/kept'));
    await page.goto(url);
    const first = await openDevTools(page);
    await until(() => first.evaluate(`sockscopeHost.site.kept === 'no'`));
    await first.evaluate('sockscopeHost.site.keep(true)');
    expect(await first.evaluate('sockscopeHost.site.kept')).toBe('chosen');
    await closed(first);
    for (let at = 0; at < 3; at++) await page.goto(url);
    expect(await present(page)).toEqual(both);
    const second = await openDevTools(page);
    const alive = await recorded(second, 'constructed', 2);
    expect(alive.map(({ readyState }) => readyState)).toEqual([1, 1]);
    await second.evaluate('sockscopeHost.site.keep(false)');
    await closed(second);
    expect(await loadsUntilClean(page, url)).toBeLessThanOrEqual(2);
  });
});
