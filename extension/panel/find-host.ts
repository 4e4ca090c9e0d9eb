import { hostProperty, type SessionHost } from '../channel/session-host.ts';

const hostOf = (owner: unknown): SessionHost | undefined =>
  (owner as { readonly [hostProperty]?: SessionHost })[hostProperty];

/**
 * The host on this window, or that of the devtools page that took its place: it lies beside the panel in the DevTools front end,
 * and is of the panel's origin. Undefined while there is none that records.
 */
export function findHost(): SessionHost | undefined {
  const own = hostOf(window);
  if (own && !own.recording.ended) return own;
  for (let at = 0; at < parent.length; at++) {
    try {
      const host = hostOf(parent[at]);
      if (host && !host.recording.ended) return host;
    } catch {
      // Of another origin.
    }
  }
  return undefined;
}
