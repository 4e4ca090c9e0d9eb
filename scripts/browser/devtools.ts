import type { CDPSession, Frame, Page } from 'puppeteer-core';
import { until } from './poll.ts';

export interface OpenDevTools {
  /** The front end, a page of its own: screenshots show the panel in it. */
  readonly frontend: Page;
  /** Runs in the devtools page, where the recorder lives and `sockscopeHost` is a global. */
  evaluate<T>(expression: string): Promise<T>;
  close(): Promise<void>;
}

export interface OpenPanel extends OpenDevTools {
  readonly panel: Frame;
}

/** ms. A page in a flood on busy cores leaves little to the front end. */
const timeout = 60_000;

// Modules of the front end; no API, so every use of them is in this file.
const legacy = `import('devtools://devtools/bundled/ui/legacy/legacy.js')`;
const common = `import('devtools://devtools/bundled/core/common/common.js')`;

/** Opens DevTools on `page` and waits until the extension's devtools page records. */
export async function openDevTools(page: Page): Promise<OpenDevTools> {
  const browser = page.browser();
  const before = new Set(browser.targets());
  const frontend = await page.openDevTools();
  const target = await browser.waitForTarget(
    (each) => each.url().endsWith('/extension/devtools/devtools.html') && !before.has(each),
  );
  const session: CDPSession = await target.createCDPSession();
  const evaluate = async <T>(expression: string): Promise<T> => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value as T;
  };
  await until(() => evaluate<boolean>(`typeof sockscopeHost === 'object'`));
  return { frontend, evaluate, close: () => frontend.close() };
}

export interface PanelOptions {
  readonly dark?: boolean;
  /** Undocks DevTools and gives it this size. */
  readonly size?: { readonly width: number; readonly height: number };
}

/** Opens DevTools on `page` and Sockscope's panel in it. */
export async function openPanel(page: Page, { dark = false, size }: PanelOptions = {}): Promise<OpenPanel> {
  const devtools = await openDevTools(page);
  const { frontend } = devtools;
  // The front end throws until it has booted.
  const id = await until(() =>
    frontend.evaluate(`${legacy}.then(({ InspectorView }) =>
      InspectorView.InspectorView.instance().tabbedPane.tabIds().find((id) => id.endsWith('Sockscope')))`),
  );
  if (dark) {
    await frontend.evaluate(`${common}.then(({ Settings }) =>
      Settings.Settings.instance().moduleSetting('ui-theme').set('dark'))`);
  }
  if (size) {
    await frontend.evaluate(`${legacy}.then(({ DockController }) =>
      DockController.DockController.instance().setDockSide('undocked'))`);
    await frontend.setViewport(size);
  }
  await frontend.evaluate(`${legacy}.then(({ InspectorView }) =>
    InspectorView.InspectorView.instance().showPanel(${JSON.stringify(id)}))`);
  const panel = await frontend.waitForFrame((frame) => frame.url().endsWith('/extension/panel/panel.html'), {
    timeout,
  });
  await panel.waitForSelector('body', { timeout });
  return { ...devtools, panel };
}
