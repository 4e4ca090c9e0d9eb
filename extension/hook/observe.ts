import type { BufferedSampler } from './buffered.ts';
import type { Capture } from './capture.ts';
import { type Listeners, readLater } from './listeners.ts';
import type { Observer } from './patch.ts';
import { byteLengthOf, kindOf, utf8Size } from './payload.ts';
import {
  apply,
  createList,
  exceptionMessage,
  exceptionName,
  isArray,
  now,
  readyStateOf,
} from './primitives.ts';
import type { Entry, Sockets } from './sockets.ts';
import { callerStack, hideFrames } from './stack.ts';
import { createStandIn } from './stand-in.ts';
import { tellConstructed } from './tell-constructed.ts';

const closing = 2;

/** Turns what the page does with its sockets into facts. Dormant, it does no more than remember new sockets weakly. */
export function createObserver(
  capture: Capture,
  sockets: Sockets,
  listeners: Listeners,
  buffered: BufferedSampler,
): Observer {
  const recordSend = (
    entry: Entry,
    socket: WebSocket,
    data: unknown,
    state: number,
    time: number,
    above: object,
  ): void => {
    const kind = typeof data === 'string' ? 'text' : kindOf(data);
    const stack = capture.stacks ? callerStack(above) : undefined;
    if (state >= closing) {
      capture.tell({ kind: 'sent-after-close', connection: entry.id, size: sizeOf(data) }, time);
      return;
    }
    if (kind === 'text' || kind === 'object') {
      // A primitive; an object was converted to its string by then. Their conversion runs nothing of the page.
      const text = typeof data === 'string' ? data : `${data as number}`;
      capture.frame(entry.id, 'sent', text, 'text', text.length, time, stack);
    } else if (kind !== 'shared') {
      const number = capture.frame(entry.id, 'sent', data, kind, byteLengthOf(data, kind), time, stack);
      if (number && kind === 'blob') readLater(capture, entry.id, number, data);
    }
    buffered.sent(entry, socket);
  };

  return {
    constructed(socket, args, above) {
      try {
        const entry = sockets.add(socket, protocolsIn(args));
        if (!capture.on) return;
        listeners.add(entry, socket);
        tellConstructed(capture, entry, socket, callerStack(above));
      } catch {
        // Ours is never the page's problem.
      }
    },

    send(target, socket, args, above) {
      const entry = sockets.find(socket);
      const time = now();
      const state = entry ? readyStateOf(socket) : closing;
      let data = args.length > 0 ? args[0] : undefined;
      let given = args;
      if (entry && typeof data !== 'string' && kindOf(data) === 'object') {
        given = [createStandIn(data as object, (text) => (data = text))];
      }
      let result: unknown;
      try {
        result = apply(target, socket, given);
      } catch (error) {
        hideFrames(error, args, above);
        try {
          if (entry) {
            const told = { connection: entry.id, size: sizeOf(data), error: describe(error) };
            capture.tell({ kind: 'send-failed', ...told }, time);
          }
        } catch {
          // Ours is never the page's problem.
        }
        throw error;
      }
      try {
        if (entry) recordSend(entry, socket, data, state, time, above);
      } catch {
        // Ours is never the page's problem.
      }
      return result;
    },

    close(target, socket, args, above) {
      const entry = sockets.find(socket);
      const state = entry ? readyStateOf(socket) : closing;
      let result: unknown;
      try {
        result = apply(target, socket, args);
      } catch (error) {
        hideFrames(error, args, above);
        throw error;
      }
      if (entry && state < closing) {
        const code = args.length > 0 && typeof args[0] === 'number' ? args[0] : null;
        const reason = args.length > 1 && typeof args[1] === 'string' ? args[1] : '';
        try {
          capture.tell({ kind: 'close-requested', connection: entry.id, code, reason });
        } catch {
          // Ours is never the page's problem.
        }
      }
      return result;
    },
  };
}

/** Size of what was handed to `send`, 0 for what cannot be told without running the page's code. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return utf8Size(data);
  if (typeof data === 'symbol') return 0;
  const kind = kindOf(data);
  if (kind === 'object') return 0;
  return kind === 'text' ? `${data as number}`.length : byteLengthOf(data, kind);
}

/** Strings only: an iterable was already read by the constructor, and reading it again could be seen. */
function protocolsIn(args: readonly unknown[]): string[] {
  const given = args.length > 1 ? args[1] : undefined;
  if (typeof given === 'string') return [given];
  const protocols = createList<string>();
  if (!isArray(given)) return protocols;
  for (let at = 0; at < given.length; at++) {
    const protocol: unknown = given[at];
    if (typeof protocol === 'string') protocols[protocols.length] = protocol;
  }
  return protocols;
}

/** Only what a DOMException tells: what else is thrown comes from the page, and its message may be a getter. */
function describe(error: unknown): string {
  try {
    return `${exceptionName(error)}: ${exceptionMessage(error)}`;
  } catch {
    return 'TypeError: the argument could not be converted';
  }
}
