import browser from 'webextension-polyfill';
import { isNobody } from '../channel/nobody.ts';
import { beginInspecting, endInspecting, restoreChosen } from '../registration/registration.ts';

/** One of Chromium's; the polyfill does not list it. */
interface Contexts {
  getContexts(filter: object): Promise<readonly { readonly contextType: string }[]>;
}

/** Whether DevTools is open on any page. */
async function isInspecting(): Promise<boolean> {
  const contexts = await (browser.runtime as unknown as Contexts).getContexts({});
  return contexts.some(({ contextType }) => contextType === 'DEVELOPER_TOOLS');
}

async function endUnused(): Promise<void> {
  if (await isInspecting()) return;
  await endInspecting();
  // DevTools that was opened in between found its registration there, and lost it.
  if (await isInspecting()) await beginInspecting();
}

browser.runtime.onMessage.addListener((message: unknown) => {
  if (isNobody(message)) void endUnused();
  return undefined;
});
browser.runtime.onStartup.addListener(() => void endUnused());
browser.runtime.onInstalled.addListener(() => {
  void restoreChosen();
  void endUnused();
});
