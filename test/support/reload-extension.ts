import type { Page } from 'puppeteer-core';
import type { OpenDevTools } from './devtools-panel.ts';
import { until } from './poll.ts';

/**
 * Reloads the extension as one does on chrome://extensions. Chromium closes DevTools with it; DevTools that is opened before the
 * extension runs again would never have it, so this waits until it does.
 */
export async function reloadExtension(page: Page, { frontend, evaluate }: OpenDevTools): Promise<void> {
  const id = JSON.stringify(await evaluate<string>('chrome.runtime.id'));
  const extensions = await page.browser().newPage();
  try {
    await extensions.goto('chrome://extensions');
    await extensions.evaluate(`(async () => {
      // Without it an unpacked extension stays switched off after the reload.
      await chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true });
      await chrome.developerPrivate.reload(${id}, { failQuietly: true });
    })()`);
    await until(() => frontend.isClosed());
    await until(async () => {
      const info = await extensions.evaluate(`chrome.developerPrivate.getExtensionInfo(${id})`);
      return (info as { readonly state: string }).state === 'ENABLED';
    });
  } finally {
    await extensions.close();
    await page.bringToFront();
  }
}
