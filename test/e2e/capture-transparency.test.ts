import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { openDevTools } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { observeSocket } from '../support/socket-contract.ts';

let server: EchoServer;
let native: Readonly<Record<string, unknown>>;
let hooked: Browser;

beforeAll(async () => {
  server = await startEchoServer();
  const plain = await launchBrowser({ extensions: [] });
  try {
    const page = await plain.newPage();
    await page.goto(server.http);
    native = await page.evaluate(observeSocket, server.ws);
  } finally {
    await plain.close();
  }
  hooked = await launchBrowser();
});
afterAll(async () => {
  await hooked?.close();
  await server?.close();
});

describe('a page sees the same with Sockscope as without', () => {
  it('the observations say something', () => {
    expect(native).toMatchObject({
      class: { text: 'function WebSocket() { [native code] }' },
      windowEvents: [],
      spied: [],
    });
  });

  it('while nobody inspects', async () => {
    const page = await hooked.newPage();
    await page.goto(server.http);
    expect(await page.evaluate(observeSocket, server.ws)).toEqual(native);
    await page.close();
  });

  it('while everything is recorded', async () => {
    const page = await hooked.newPage();
    const devtools = await openDevTools(page);
    await page.goto(server.http);
    await until(
      () => readLog(devtools, 'pages'),
      (pages) => pages.length > 0,
    );
    expect(await page.evaluate(observeSocket, server.ws)).toEqual(native);
    await until(
      () => readLog(devtools, 'connections'),
      (connections) => connections.length > 4,
    );
    await page.close();
  });
});
