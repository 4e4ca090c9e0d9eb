import browser from 'webextension-polyfill';
import { createEmitter } from '../../src/base/emitter.ts';
import type { SiteControls } from '../channel/session-host.ts';
import { hostOf, isLocalHost, patternOf } from '../registration/hosts.ts';
import { beginInspecting, readChosen, writeChosen } from '../registration/registration.ts';

/** The inspected page's site: whether the hook stands there while no DevTools is open, and a reload. */
export function createSite(): SiteControls {
  const { devtools, tabs } = browser;
  const bell = createEmitter();
  let url = '';
  let patterns: readonly string[] = [];

  const moved = (to: string): void => {
    url = to;
    bell.emit();
  };
  const kept = (): SiteControls['kept'] => {
    const host = hostOf(url);
    if (host === null) return 'never';
    if (isLocalHost(host)) return 'local';
    return patterns.includes(patternOf(url)!) ? 'chosen' : 'no';
  };

  devtools.network.onNavigated.addListener(moved);
  void tabs.get(devtools.inspectedWindow.tabId).then((tab) => moved(tab.url ?? ''));
  void readChosen().then((saved) => {
    patterns = saved;
    bell.emit();
  });

  return {
    get host() {
      return hostOf(url);
    },
    get kept() {
      return kept();
    },
    async keep(on) {
      const pattern = patternOf(url);
      if (pattern === null || kept() === 'local') return;
      const others = (await readChosen()).filter((each) => each !== pattern);
      patterns = on ? [...others, pattern] : others;
      await writeChosen(patterns);
      // So that no page gets the scripts twice.
      await beginInspecting();
      bell.emit();
    },
    reload: () => void devtools.inspectedWindow.reload({}),
    subscribe: (listener) => bell.subscribe(listener),
  };
}
