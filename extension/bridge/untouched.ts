/**
 * Whether no page script can have touched this window before content scripts ran in it.
 *
 * A frame or popup begins with an empty document, in whose window no content script runs and which whoever opened it can
 * reach. Where the first real document is of the same origin, Chromium gives it that very window: listeners stay,
 * primitives may be poisoned, the native constructor may be kept. Nothing in the window shows it. What shows is the way here,
 * which the isolated world reads undisturbed (each tried in Chromium 156, test/e2e/hostile-windows.test.ts):
 *
 *   a navigation that adds an entry, or that comes from a document of the same origin      a window of its own
 *   `about:blank` that was nothing before (it has no navigation)                           content scripts ran first
 *   a parent of another origin                                                             a window of its own
 *   a top document that nobody of its origin opened                                        nobody could reach it
 *   all else: the first document of a frame or popup of the same origin                    may have been touched
 */
export function isUntouched(): boolean {
  const { activation } = navigation;
  if (activation) {
    if (activation.navigationType === 'push' || activation.from !== null) return true;
  } else if (location.href.startsWith('about:blank') && self.origin !== opaque) return true;
  if (window.parent !== window) return location.ancestorOrigins[0] !== self.origin;
  if (isLoadedAhead()) return true;
  return window.opener === null && !hasReferrerOfOwnOrigin();
}

/** Loaded ahead of a navigation that may come (prerendering): nobody has a reference to such a window. */
const isLoadedAhead = (): boolean => (document as { readonly prerendering?: boolean }).prerendering === true;

/** How an opaque origin is written. Two of them may be one. */
const opaque = 'null';

/** A page can open a window, touch it and then take itself off as its opener. Then only the referrer is left of it. */
function hasReferrerOfOwnOrigin(): boolean {
  return document.referrer !== '' && new URL(document.referrer).origin === self.origin;
}
