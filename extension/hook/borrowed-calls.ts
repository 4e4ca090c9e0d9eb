import type { BufferedSampler } from './buffered.ts';
import type { Capture } from './capture.ts';
import { dataOf, dispatch, NativeMessageEvent, now, readyStateOf } from './primitives.ts';
import { recordFrame } from './record-frame.ts';
import type { Entry, Sockets } from './sockets.ts';

/**
 * A call of the page on a socket, as plain data, so that it can be sent to the hook of another realm. Every field is always
 * present: a missing one would be looked up on the page's `Object.prototype`.
 */
export interface Call {
  readonly kind: 'sent' | 'send-failed' | 'sent-after-close' | 'close-requested';
  /** Of `sent`: the argument of `send`. Its copy is taken when it is recorded. */
  readonly data: unknown;
  /** Of a `send` that queued nothing: bytes. */
  readonly size: number;
  /** Of `close-requested`. */
  readonly code: number | null;
  /** The error of `send-failed`, the reason of `close-requested`. */
  readonly text: string;
  /** The page's calls, where they are asked for. */
  readonly stack: string | undefined;
}

export interface BorrowedCalls {
  /** The type of the event in which one hook tells another of a call. */
  readonly type: string;
  /** Records a call on `socket`: here, or in the hook of the realm that made the socket. Never throws. */
  record(socket: WebSocket, call: Call, time: number): void;
  /** Takes such an event. */
  take(entry: Entry, event: Event, socket: WebSocket): void;
}

/**
 * A page may call a method of one realm on a socket of another: `frame.contentWindow.WebSocket.prototype.send.call(mine)`. The
 * hook of that realm does not know the socket. So it sends the call to the hook that does, in an event on the socket itself.
 *
 * @param type random, and known to the hooks of untouched windows alone (channel/handshake.ts): no page can read or make such
 *   an event
 */
export function createBorrowedCalls(
  capture: Capture,
  sockets: Sockets,
  buffered: BufferedSampler,
  type: string,
): BorrowedCalls {
  const put = (entry: Entry, socket: WebSocket, call: Call, time: number): void => {
    const connection = entry.id;
    const { kind, size, text } = call;
    if (kind === 'sent') {
      recordFrame(capture, connection, 'sent', call.data, time, call.stack);
      buffered.sent(entry, socket);
    } else if (kind === 'send-failed')
      capture.tell({ kind, connection, size, error: text }, time, text.length);
    else if (kind === 'sent-after-close') capture.tell({ kind, connection, size }, time);
    else capture.tell({ kind, connection, code: call.code, reason: text }, time);
  };

  return {
    type,
    record(socket, call, time) {
      try {
        const entry = sockets.find(socket);
        if (entry) {
          put(entry, socket, call, time);
          return;
        }
        // Throws for all but a WebSocket: nothing else that a page puts in its place hears of it.
        readyStateOf(socket);
        dispatch(socket, new NativeMessageEvent(type, { __proto__: null, data: call } as object));
      } catch {
        // Ours is never the page's problem.
      }
    },
    // By the clock of this realm: `time` is of the other's.
    take: (entry, event, socket) => put(entry, socket, dataOf(event) as Call, now()),
  };
}
