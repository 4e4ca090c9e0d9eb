/**
 * How a hook and the bridge of its document meet. The bridge, which runs first, opens the gate where no page script can have
 * touched the window; only then does the hook do anything. It hands a port over in an event that it dispatches on the window,
 * and the bridge takes it, stops the event and answers on the port.
 */

/** Name of the element that is the open gate. The bridge puts it there and the hook takes it away. */
export const gateName = 'sockscope-gate';

/** The event in which the hook hands its port over. No page script exists yet that could listen for it. */
export const handshakeEvent = 'sockscope:port';

/**
 * The bridge's answer, dispatched at once on the port that it took: its `data` is the type of the event by which hooks tell each
 * other of calls on one another's sockets (hook/borrowed-calls.ts). Random, and the same in all untouched windows of one
 * origin that are related.
 */
export const nameEvent = 'name';
