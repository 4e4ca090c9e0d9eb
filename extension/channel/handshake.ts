/**
 * The event in which the hook hands its port to the bridge, dispatched on the window before any script of the page exists.
 * The bridge stops it, so no page ever sees it, and cancels it: that is how the hook knows that somebody took the port.
 * An uncancelled one means that this window is hooked already (see bridge.iife.ts) and the hook leaves it alone.
 */
export const handshakeEvent = 'sockscope:port';

/**
 * The bridge's answer, dispatched at once on the port that it took: its `data` is the type of the event by which hooks tell each
 * other of calls on one another's sockets (hook/listeners.ts). Random, and the same in all windows of one origin that are related.
 */
export const nameEvent = 'name';
