import browser from 'webextension-polyfill';
import { createSessionLog } from '../../src/session/log.ts';
import { createNumbering } from '../../src/session/rebase.ts';
import { portName } from '../../src/wire/message.ts';
import { nobody } from '../channel/nobody.ts';
import { createRuntimePort } from '../channel/runtime-port.ts';
import { hostEvent, hostProperty, type SessionHost } from '../channel/session-host.ts';
import { areYouThere, wake, wakeBroken } from '../channel/wake.ts';
import { beginInspecting } from '../registration/registration.ts';
import { createNetworkRecord } from './network-record.ts';
import { contentOf } from './polling-content.ts';
import { createPollingRecord } from './polling-record.ts';
import { createRecorder } from './recorder.ts';
import { createSite } from './site.ts';

const { devtools, runtime, storage, tabs } = browser;
const { tabId } = devtools.inspectedWindow;

/** A document that is kept for a way back (the back/forward cache) neither answers nor refuses. A page may be busy. */
const silenceMs = 5000;
/** After one document went, the next one has begun within this. */
const arrivalMs = 1000;

// From the next document on hook and bridge run in every page, until DevTools is open on none any more.
beginInspecting().catch((error: unknown) => console.error('Sockscope cannot reach pages:', error));

const log = createSessionLog();
const numbering = createNumbering();
const wallClock = (): number => performance.timeOrigin + performance.now();
const recorder = createRecorder({
  log,
  tabId,
  numbering,
  wallClock,
  async wakeBroken(documentId) {
    const silence = new Promise((resolve) => setTimeout(resolve, silenceMs));
    try {
      return (
        (await Promise.race([tabs.sendMessage(tabId, wakeBroken, { documentId } as object), silence])) ===
        true
      );
    } catch {
      return false;
    }
  },
  topLeft: () => setTimeout(lookForBridge, arrivalMs),
});
const networkRecord = createNetworkRecord({
  log,
  numbering,
  wallClock,
  har: () => devtools.network.getHAR(),
  hookUrl: runtime.getURL('extension/hook/hook.iife.js'),
  isPaused: () => recorder.controls.paused,
});
const pollingRecord = createPollingRecord({
  log,
  numbering,
  isPaused: () => recorder.controls.paused,
  later: setTimeout,
});
devtools.network.onRequestFinished.addListener((request) => {
  void pollingRecord.take(request, () => contentOf(request));
});
const host: SessionHost = {
  log,
  recording: recorder.controls,
  site: createSite(),
  networkHar: () => devtools.network.getHAR(),
};

/** Puts the host on a window; on this page's own too, where tests and a console find it. */
function handOver(window: Window): void {
  Object.assign(window, { [hostProperty]: host });
  window.dispatchEvent(new Event(hostEvent));
}

async function restoreSwitches(): Promise<void> {
  const { controls } = recorder;
  const saved = await storage.local.get(['preserveLog', 'stacks']);
  // Off is how they begin; one that was switched on meanwhile stays on.
  if (saved.preserveLog === true) controls.setPreserveLog(true);
  if (saved.stacks === true) controls.setStacks(true);
  controls.subscribe(() => {
    void storage.local.set({ preserveLog: controls.preserveLog, stacks: controls.stacks });
  });
}

runtime.onConnect.addListener((port) => {
  if (port.name === portName) recorder.accept(createRuntimePort(port));
});
/** Refused where no content script runs: browser pages, and pages that are older than this load of the extension, whose bridge died with the one before. */
function lookForBridge(): void {
  tabs.sendMessage(tabId, areYouThere, { frameId: 0 }).catch(recorder.unheard);
}
// Documents that were open before DevTools.
tabs.sendMessage(tabId, wake).catch(recorder.unheard);
lookForBridge();
devtools.network.onNavigated.addListener(lookForBridge);
window.addEventListener('pagehide', () => {
  recorder.end();
  runtime.sendMessage(nobody).catch(() => undefined);
});
handOver(window);
void restoreSwitches();
networkRecord.follow();

const panel = await devtools.panels.create('Sockscope', '/icons/icon-32.png', '/extension/panel/panel.html');
panel.onShown.addListener((shown) => handOver(shown as unknown as Window));
