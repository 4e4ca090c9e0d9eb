import type { Capture } from './capture.ts';
import { byteLengthOf, kindOf } from './payload.ts';
import {
  Bytes,
  codeOf,
  dataOf,
  extensionsOf,
  listen,
  now,
  protocolOf,
  readBlob,
  reasonOf,
  unlisten,
  wasCleanOf,
  whenRead,
} from './primitives.ts';
import type { Entry, Sockets } from './sockets.ts';

export interface Listeners {
  add(entry: Entry, socket: WebSocket): void;
  remove(entry: Entry, socket: WebSocket): void;
}

/** The bytes of a Blob follow when it has been read, under the number its frame took at the moment it passed. */
export function readLater(capture: Capture, connection: number, number: number, blob: unknown): void {
  const { run } = capture;
  const size = byteLengthOf(blob, 'blob');
  const finish = (buffer: ArrayBuffer | null): void => {
    if (capture.run !== run || !capture.on) return;
    capture.bytesOf(connection, number, buffer && new Bytes(buffer), size);
  };
  whenRead(
    readBlob(blob),
    (buffer) => finish(buffer),
    () => finish(null),
  );
}

/**
 * The hook's listeners on a socket: four functions for all sockets, and the socket is their `this`. A closure each would be
 * a reason to leak.
 */
export function createListeners(capture: Capture, sockets: Sockets): Listeners {
  const guarded = (record: (entry: Entry, event: Event, socket: WebSocket) => void) =>
    function (this: unknown, event: Event): void {
      // An event the page made itself is not traffic. `isTrusted` is unforgeable, so reading it runs nothing of the page.
      if (!event.isTrusted || !capture.on) return;
      try {
        const entry = sockets.find(this);
        if (entry) record(entry, event, this as WebSocket);
      } catch {
        // Ours is never the page's problem.
      }
    };

  const onMessage = guarded(({ id }, event) => {
    const time = now();
    const data = dataOf(event);
    if (typeof data === 'string') {
      capture.frame(id, 'received', data, 'text', data.length, time);
      return;
    }
    const kind = kindOf(data);
    if (kind === 'buffer') {
      capture.frame(id, 'received', data, kind, byteLengthOf(data, kind), time);
    } else if (kind === 'blob') {
      const number = capture.frame(id, 'received', data, kind, byteLengthOf(data, kind), time);
      if (number) readLater(capture, id, number, data);
    }
  });
  const onOpen = guarded(({ id }, _event, socket) =>
    capture.tell({
      kind: 'opened',
      connection: id,
      protocol: protocolOf(socket),
      extensions: extensionsOf(socket),
    }),
  );
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

  // Capture listeners run before the others at their own target too: no page listener stops the event before them, also
  // when capture starts long after the page's listeners were added.
  const all = (change: typeof listen, socket: WebSocket): void => {
    change(socket, 'open', onOpen, true);
    change(socket, 'message', onMessage, true);
    change(socket, 'error', onError, true);
    change(socket, 'close', onClose, true);
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
