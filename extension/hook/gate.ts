import { gateName } from '../channel/handshake.ts';

/**
 * True where the bridge has opened the gate: where no page script can have touched this window (bridge/untouched.ts). The
 * gate is an element with a known name. The bridge adds it just before the hook runs; this removes it.
 *
 * It uses only syntax and `document`, which no page can replace (WebIDL [LegacyUnforgeable]). Object spread reads own
 * properties only, and the result has no prototype. So no page code runs in a window that was touched, and the page cannot
 * notice this check. A document that is not HTML does not list elements by name: its gate stays closed.
 */
export function passGate(): boolean {
  const { [gateName]: gate } = { __proto__: null, ...document } as { readonly [gateName]?: Element };
  gate?.remove();
  return gate !== undefined;
}
