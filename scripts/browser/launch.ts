import { fileURLToPath } from 'node:url';
import puppeteer, { type Browser } from 'puppeteer-core';

export const extensionDir = fileURLToPath(new URL('../../dist/chromium', import.meta.url));

export interface LaunchOptions {
  /** Unpacked extensions; none for a browser as it comes. */
  readonly extensions?: readonly string[];
  readonly headless?: boolean;
  /** A folder that outlives the browser. */
  readonly profile?: string;
}

/** Chromium with the built extension. `SOCKSCOPE_CHROMIUM` names another binary than Debian's. */
export function launchBrowser({
  extensions = [extensionDir],
  headless = true,
  profile,
}: LaunchOptions = {}): Promise<Browser> {
  return puppeteer.launch({
    executablePath: process.env.SOCKSCOPE_CHROMIUM ?? '/usr/bin/chromium',
    headless,
    ...(headless ? {} : { defaultViewport: null }),
    pipe: true,
    ...(profile === undefined ? {} : { userDataDir: profile }),
    ...(extensions.length > 0 ? { enableExtensions: [...extensions] } : {}),
    handleDevToolsAsPage: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // The inspected page lies behind DevTools: in the background its renderer would get what is left of two cores.
      '--disable-renderer-backgrounding',
      '--disable-backgrounding-occluded-windows',
      '--disable-background-timer-throttling',
      // Hosts that are not local ones (extension/registration/hosts.ts), on this machine.
      '--host-resolver-rules=MAP *.example 127.0.0.1',
    ],
  });
}
