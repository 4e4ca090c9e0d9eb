import browser from 'webextension-polyfill';
import type { PanelMemory } from './store/panel-memory.ts';

const key = 'panel';

/** The extension's own storage. A browser that refuses it costs the memory, not the panel. */
export const extensionMemory: PanelMemory = {
  load: async () => {
    try {
      return (await browser.storage.local.get(key))[key];
    } catch {
      return null;
    }
  },
  save: (remembered) => {
    browser.storage.local.set({ [key]: remembered }).catch(() => undefined);
  },
};
