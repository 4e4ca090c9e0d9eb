import { gateName } from '../channel/handshake.ts';

/**
 * Goes through the gate, where the bridge has opened it: where no page script can have touched this window
 * (bridge/untouched.ts). The gate is an element of that name; it is not there for longer than this takes.
 *
 * Nothing but syntax and `document`, which no page can replace (WebIDL [LegacyUnforgeable]): spread asks for own properties
 * alone, and the result has no prototype. So in a window that was touched no code of the page runs, and none can tell that
 * anybody looked. A document that is no HTML names no elements, and its gate stays shut.
 */
export function passGate(): boolean {
  const { [gateName]: gate } = { __proto__: null, ...document } as { readonly [gateName]?: Element };
  gate?.remove();
  return gate !== undefined;
}
