import { readdirSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Behaviour, createKit } from '../contract/kit.ts';
import { launchBrowser } from '../support/browser.ts';
import { openDevTools } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';

const folder = new URL('../contract/behaviours/', import.meta.url);
const behaviours = await Promise.all(
  readdirSync(folder).map(async (file) => {
    const module = (await import(/* @vite-ignore */ new URL(file, folder).pathname)) as {
      default: Behaviour;
    };
    return { name: file.replace('.ts', ''), behaviour: module.default };
  }),
);

let server: EchoServer;
/** A browser each: a page that lies behind another tab is hidden, which pages can see. */
let browsers: Browser[] = [];
let unpatched: Page;
let dormant: Page;
let armed: Page;

beforeAll(async () => {
  server = await startEchoServer();
  browsers = await Promise.all([launchBrowser({ extensions: [] }), launchBrowser(), launchBrowser()]);
  [unpatched, dormant, armed] = (await Promise.all(browsers.map((browser) => browser.newPage()))) as [
    Page,
    Page,
    Page,
  ];
  await openDevTools(armed);
});
afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await server?.close();
});

/** Whether the hook listens for the page's end, as it does unless it is dormant; seen by the debugger alone. */
async function isAwake(page: Page): Promise<boolean> {
  const session = await page.createCDPSession();
  const { result } = await session.send('Runtime.evaluate', { expression: 'window' });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
  await session.detach();
  return listeners.some(({ type }) => type === 'pagehide');
}

/** Each on a document of its own: some leave nothing as it was. */
async function observe(page: Page, behaviour: Behaviour): Promise<unknown> {
  await page.goto(server.page('/contract', '<!doctype html><title>contract</title><body>'));
  if (page !== unpatched)
    await until(
      () => isAwake(page),
      (awake) => awake === (page === armed),
    );
  const told = await page.evaluate(
    `(async () => JSON.stringify(await (${behaviour})((${createKit})(${JSON.stringify(server.ws)}))))()`,
  );
  return JSON.parse(told as string) as unknown;
}

describe('a page sees the same with Sockscope as without', () => {
  it.each(behaviours)('$name', async ({ behaviour }) => {
    const native = await observe(unpatched, behaviour);
    expect(native).toBeTruthy();
    expect(await observe(dormant, behaviour), 'while nobody inspects').toEqual(native);
    expect(await observe(armed, behaviour), 'while everything is recorded').toEqual(native);
  });
});
