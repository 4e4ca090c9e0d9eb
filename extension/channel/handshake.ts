/**
 * The event in which the hook hands its port to the bridge, dispatched on the window before any script of the page exists.
 * The bridge stops it, so no page ever sees it, and cancels it: that is how the hook knows that somebody took the port.
 * An uncancelled one means that this window is hooked already (see bridge.iife.ts) and the hook leaves it alone.
 */
export const handshakeEvent = 'sockscope:port';
