import type { BufferedSampler } from './buffered.ts';
import type { Capture } from './capture.ts';
import type { Listeners, RecordCall } from './listeners.ts';
import type { Observer } from './patch.ts';
import { byteLengthOf, kindOf, utf8Size } from './payload.ts';
import {
  apply,
  createList,
  dispatch,
  exceptionMessage,
  exceptionName,
  isArray,
  NativeMessageEvent,
  now,
  readyStateOf,
} from './primitives.ts';
import { recordFrame } from './record-frame.ts';
import type { Sockets } from './sockets.ts';
import { callerStack, hideFrames } from './stack.ts';
import { createStandIn } from './stand-in.ts';
import { tellConstructed } from './tell-constructed.ts';

const closing = 2;

/**
 * Turns what the page does with its sockets into facts. Dormant, it does no more than remember new sockets weakly.
 *
 * @param borrowed see listeners.ts
 */
export function createObserver(
  capture: Capture,
  sockets: Sockets,
  listeners: Listeners,
  buffered: BufferedSampler,
  borrowed: string,
): Observer {
  /** In the hook that knows the socket: this one, or that of the realm which made it. */
  const record = (socket: WebSocket, time: number, by: RecordCall): void => {
    try {
      const entry = sockets.find(socket);
      if (entry) by(capture, buffered, entry, time);
      else dispatch(socket, new NativeMessageEvent(borrowed, { __proto__: null, data: by } as object));
    } catch {
      // Ours is never the page's problem.
    }
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
      const time = now();
      let data = args.length > 0 ? args[0] : undefined;
      let given = args;
      if (typeof data !== 'string' && kindOf(data) === 'object') {
        given = [createStandIn(data as object, (text) => (data = text))];
      }
      let result: unknown;
      try {
        result = apply(target, socket, given);
      } catch (error) {
        hideFrames(error, args, above);
        record(socket, time, (capture, _buffered, { id }, time) => {
          const told = { connection: id, size: sizeOf(data), error: describe(error) };
          capture.tell({ kind: 'send-failed', ...told }, time);
        });
        throw error;
      }
      record(socket, time, (capture, buffered, entry, time) => {
        const { id } = entry;
        if (readyStateOf(socket) >= closing) {
          capture.tell({ kind: 'sent-after-close', connection: id, size: sizeOf(data) }, time);
          return;
        }
        recordFrame(capture, id, 'sent', data, time, capture.stacks ? callerStack(above) : undefined);
        buffered.sent(entry, socket);
      });
      return result;
    },

    close(target, socket, args, above) {
      let state = closing;
      let result: unknown;
      try {
        state = readyStateOf(socket);
      } catch {
        // No socket at all, as the native call will say.
      }
      try {
        result = apply(target, socket, args);
      } catch (error) {
        hideFrames(error, args, above);
        throw error;
      }
      const code = args.length > 0 && typeof args[0] === 'number' ? args[0] : null;
      const reason = args.length > 1 && typeof args[1] === 'string' ? args[1] : '';
      if (state < closing)
        record(socket, now(), (capture, _buffered, { id }, time) =>
          capture.tell({ kind: 'close-requested', connection: id, code, reason }, time),
        );
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
