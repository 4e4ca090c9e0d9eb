import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type OpenPanel, openPanel } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';

export const panelSize = { size: { width: 1200, height: 800 } };

export interface InspectedPage {
  readonly browser: Browser;
  readonly server: EchoServer;
  readonly page: Page;
  /** With the panel shown. */
  readonly devtools: OpenPanel;
  /** What the page's console and its `onerror` were told. */
  readonly complaints: readonly string[];
}

/** A page with the panel open on it, for as long as `run` takes. */
export async function withInspectedPage(run: (scene: InspectedPage) => Promise<string>): Promise<string> {
  const server = await startEchoServer();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    const devtools = await openPanel(page, panelSize);
    return await run({ browser, server, page, devtools, complaints });
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Throws when a promise is broken. */
export function promise(isKept: boolean, broken: string): void {
  if (!isKept) throw new Error(broken);
}

/** Nothing of ours reached the page. */
export const leftAlone = (complaints: readonly string[]): void =>
  promise(complaints.length === 0, `the page was told: ${complaints.slice(0, 3).join(' | ')}`);
