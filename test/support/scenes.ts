import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { launchBrowser } from './browser.ts';
import { type OpenDevTools, openDevTools } from './devtools-panel.ts';
import { type EchoServer, startEchoServer } from './echo-server.ts';

export interface Scene {
  readonly browser: Browser;
  readonly server: EchoServer;
  /** A new one for each test. */
  readonly page: Page;
  readonly devtools: OpenDevTools;
}

/** One browser and server for the file; for each test a page with DevTools open on it, handed to `set`. */
export function inspectEachTest(set: (scene: Scene) => void): void {
  ownPageForEachTest(async (scene) => set({ ...scene, devtools: await openDevTools(scene.page) }));
}

/** The same without DevTools. */
export function ownPageForEachTest(set: (scene: Omit<Scene, 'devtools'>) => unknown): void {
  let browser: Browser;
  let server: EchoServer;
  let page: Page;
  beforeAll(async () => {
    [browser, server] = await Promise.all([launchBrowser(), startEchoServer()]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await set({ browser, server, page });
  });
  afterEach(async () => {
    if (!page.isClosed()) await page.close();
  });
}

export interface Comparison {
  readonly unpatched: Page;
  readonly dormant: Page;
  readonly armed: Page;
  /** Of the armed page. */
  readonly devtools: OpenDevTools;
}

/** The three ways to compare, each in a browser of its own: a page that lies behind another tab is hidden, which pages see. */
export function compareThreeWays(set: (pages: Comparison) => void): void {
  let browsers: Browser[] = [];
  beforeAll(async () => {
    browsers = await Promise.all([launchBrowser({ extensions: [] }), launchBrowser(), launchBrowser()]);
    const [unpatched, dormant, armed] = (await Promise.all(browsers.map((browser) => browser.newPage()))) as [
      Page,
      Page,
      Page,
    ];
    set({ unpatched, dormant, armed, devtools: await openDevTools(armed) });
  });
  afterAll(async () => {
    for (const browser of browsers) await browser.close();
  });
}
