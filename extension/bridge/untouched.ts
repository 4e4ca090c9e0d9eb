/**
 * Whether no page script can have touched this window before content scripts ran in it.
 *
 * A frame or popup starts with an empty document. No content script runs there, and the page that opened it can reach its
 * window. If the first real document has the same origin, Chromium reuses that window: listeners stay, built-ins may be
 * replaced, the native constructor may be kept. Nothing in the window shows this. The navigation does, and the isolated world
 * reads it unchanged (each case was tried in Chromium 156, test/e2e/hostile-windows.test.ts):
 *
 *   a navigation that adds an entry, or comes from a document of the same origin    a new window
 *   `about:blank` without any navigation                                            content scripts ran first
 *   a parent of another origin                                                      a new window
 *   a top document that nobody of its origin opened                                 nobody could reach it
 *   all others: the first document of a frame or popup of the same origin           may have been touched
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

/** Prerendered: no other window has a reference to this one. */
const isLoadedAhead = (): boolean => (document as { readonly prerendering?: boolean }).prerendering === true;

/** Serialization of an opaque origin. Two opaque origins may be the same one. */
const opaque = 'null';

/** A page can open a window, touch it, and then set its `opener` to null. Only the referrer still shows it. */
function hasReferrerOfOwnOrigin(): boolean {
  return document.referrer !== '' && new URL(document.referrer).origin === self.origin;
}
