/**
 * How the hook and the bridge of one document find each other. The bridge runs first and opens the gate if no page script
 * can have touched the window. The hook runs next. If the gate is open, it hands a port to the bridge in an event on the
 * window. The bridge takes the port, stops the event and answers on the port.
 */

/** Name of the element that is the open gate. The bridge adds it and the hook removes it. */
export const gateName = 'sockscope-gate';

/** The event in which the hook hands over its port. No page script exists yet that could listen for it. */
export const handshakeEvent = 'sockscope:port';

/**
 * The bridge's answer, dispatched at once on the port that it took. Its `data` is the type of the event by which hooks report
 * calls on each other's sockets (hook/borrowed-calls.ts). It is random, and the same in all untouched windows of one origin
 * that are related.
 */
export const nameEvent = 'name';
