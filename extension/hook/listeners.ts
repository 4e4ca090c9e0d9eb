import type { BorrowedCalls } from './borrowed-calls.ts';
import type { Capture } from './capture.ts';
import { codeOf, dataOf, listen, now, reasonOf, unlisten, wasCleanOf } from './primitives.ts';
import { recordFrame } from './record-frame.ts';
import type { Entry, Sockets } from './sockets.ts';
import { tellOpened } from './tell-constructed.ts';

export interface Listeners {
  add(entry: Entry, socket: WebSocket): void;
  remove(entry: Entry, socket: WebSocket): void;
}

/**
 * The hook's listeners on a socket: five functions for all sockets, and the socket is their `this`. A closure each would be
 * a reason to leak.
 */
export function createListeners(capture: Capture, sockets: Sockets, calls: BorrowedCalls): Listeners {
  const guarded = (record: (entry: Entry, event: Event, socket: WebSocket) => void, trusted = true) =>
    function (this: unknown, event: Event): void {
      // An event the page made itself is not traffic. `isTrusted` is unforgeable, so reading it runs nothing of the page.
      if (event.isTrusted !== trusted || !capture.on) return;
      try {
        const entry = sockets.find(this);
        if (entry) record(entry, event, this as WebSocket);
      } catch {
        // Ours is never the page's problem.
      }
    };

  const onMessage = guarded(({ id }, event) => recordFrame(capture, id, 'received', dataOf(event), now()));
  const onOpen = guarded(({ id }, _event, socket) => tellOpened(capture, id, socket));
  const onError = guarded(({ id }) => capture.tell({ kind: 'error', connection: id }));
  const onClose = guarded((entry, event) => {
    entry.closed = true;
    capture.tell({
      kind: 'closed',
      connection: entry.id,
      code: codeOf(event),
      reason: reasonOf(event),
      wasClean: wasCleanOf(event),
    });
  });
  const onBorrowed = guarded(calls.take, false);

  // Capture listeners run before the others at their own target too: no page listener stops the event before them, also
  // when capture starts long after the page's listeners were added.
  const all = (change: typeof listen, socket: WebSocket): void => {
    change(socket, 'open', onOpen, true);
    change(socket, 'message', onMessage, true);
    change(socket, 'error', onError, true);
    change(socket, 'close', onClose, true);
    change(socket, calls.type, onBorrowed, true);
  };

  return {
    add(entry, socket) {
      if (entry.listening) return;
      entry.listening = true;
      all(listen, socket);
    },
    remove(entry, socket) {
      if (!entry.listening) return;
      entry.listening = false;
      all(unlisten, socket);
    },
  };
}
