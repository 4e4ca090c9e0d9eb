import browser, { type Scripting } from 'webextension-polyfill';
import { localPatterns } from './hosts.ts';

/**
 * Where hook and bridge run: on local hosts by the manifest, on the hosts that the user chose by a registration that lasts, and
 * everywhere while DevTools is open on any page. That last one is not kept over a restart of the browser.
 */

type Script = Scripting.RegisteredContentScript & {
  readonly world?: 'MAIN' | 'ISOLATED';
  readonly matchOriginAsFallback: boolean;
};

const storageKey = 'hosts';
const chosen = ['bridge-chosen', 'hook-chosen'];
const inspecting = ['bridge-inspecting', 'hook-inspecting'];

/** The bridge first: it opens the gate for the hook. */
const scripts = (
  ids: readonly string[],
  matches: readonly string[],
  excludeMatches: readonly string[],
  persistAcrossSessions: boolean,
): Script[] =>
  ['bridge', 'hook'].map((name, nth) => ({
    id: ids[nth]!,
    js: [`extension/${name}/${name}.iife.js`],
    matches: [...matches],
    ...(excludeMatches.length > 0 ? { excludeMatches: [...excludeMatches] } : {}),
    allFrames: true,
    matchOriginAsFallback: true,
    runAt: 'document_start',
    world: name === 'hook' ? 'MAIN' : 'ISOLATED',
    persistAcrossSessions,
  }));

const registered = (ids: readonly string[]): Promise<Scripting.RegisteredContentScript[]> =>
  browser.scripting.getRegisteredContentScripts({ ids: [...ids] });

async function unregister(ids: readonly string[]): Promise<void> {
  const there = (await registered(ids)).map(({ id }) => id);
  if (there.length > 0) await browser.scripting.unregisterContentScripts({ ids: there });
}

/** Match patterns of the hosts that the user chose. */
export async function readChosen(): Promise<readonly string[]> {
  const { [storageKey]: saved } = await browser.storage.local.get(storageKey);
  return Array.isArray(saved) ? saved.filter((each): each is string => typeof each === 'string') : [];
}

/** Brings the lasting registration in line with what the user chose; an update of the extension takes it away. */
export async function restoreChosen(): Promise<void> {
  const patterns = await readChosen();
  await unregister(chosen);
  if (patterns.length > 0)
    await browser.scripting.registerContentScripts(scripts(chosen, patterns, localPatterns, true));
}

export async function writeChosen(patterns: readonly string[]): Promise<void> {
  await browser.storage.local.set({ [storageKey]: [...patterns] });
  await restoreChosen();
}

/**
 * Everywhere, except where they run already. Several DevTools may ask at once: one of them registers, and the others find it
 * done.
 */
export async function beginInspecting(): Promise<void> {
  const wanted = scripts(inspecting, ['<all_urls>'], [...localPatterns, ...(await readChosen())], false);
  const there = await registered(inspecting);
  const same = (each: Scripting.RegisteredContentScript): boolean =>
    String(each.excludeMatches?.toSorted()) === String(wanted[0]!.excludeMatches!.toSorted());
  if (there.length === wanted.length && there.every(same)) return;
  try {
    await unregister(inspecting);
    await browser.scripting.registerContentScripts(wanted);
  } catch (error) {
    if ((await registered(inspecting)).length !== wanted.length) throw error;
  }
}

export const endInspecting = (): Promise<void> => unregister(inspecting);
