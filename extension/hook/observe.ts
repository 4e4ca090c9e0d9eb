import { mostProtocols, stringCaps } from '../../src/wire/limits.ts';
import type { BorrowedCalls, Call } from './borrowed-calls.ts';
import { capText, grouped } from './cap-text.ts';
import type { Capture } from './capture.ts';
import type { Listeners } from './listeners.ts';
import type { Observer } from './patch.ts';
import { byteLengthOf, kindOf, utf8Size } from './payload.ts';
import {
  apply,
  createList,
  exceptionMessage,
  exceptionName,
  getOwnPropertyDescriptor,
  isArray,
  now,
  readyStateOf,
} from './primitives.ts';
import type { Sockets } from './sockets.ts';
import { callerStack, hideFrames } from './stack.ts';
import { createStandIn } from './stand-in.ts';
import { tellConstructed } from './tell-constructed.ts';

const closing = 2;

/** Turns what the page does with its sockets into facts. Dormant, it does no more than remember new sockets weakly. */
export function createObserver(
  capture: Capture,
  sockets: Sockets,
  listeners: Listeners,
  calls: BorrowedCalls,
): Observer {
  const calledAt = (above: object): string | undefined => (capture.stacks ? callerStack(above) : undefined);

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
        calls.record(socket, call('send-failed', undefined, sizeOf(data), describe(error)), time);
        throw error;
      }
      const late = stateOf(socket) >= closing;
      calls.record(
        socket,
        late
          ? call('sent-after-close', undefined, sizeOf(data), '')
          : call('sent', data, 0, '', calledAt(above)),
        time,
      );
      return result;
    },

    close(target, socket, args, above) {
      const state = stateOf(socket);
      let result: unknown;
      try {
        result = apply(target, socket, args);
      } catch (error) {
        hideFrames(error, args, above);
        throw error;
      }
      const code = args.length > 0 && typeof args[0] === 'number' ? args[0] : null;
      const reason = args.length > 1 && typeof args[1] === 'string' ? args[1] : '';
      if (state < closing)
        calls.record(socket, call('close-requested', undefined, 0, reason, undefined, code), now());
      return result;
    },
  };
}

const call = (
  kind: Call['kind'],
  data: unknown,
  size: number,
  text: string,
  stack?: string,
  code: number | null = null,
): Call => ({ kind, data, size, code, text, stack });

/** `closing` for what is no socket at all, as the native call has said or will say. */
function stateOf(socket: WebSocket): number {
  try {
    return readyStateOf(socket);
  } catch {
    return closing;
  }
}

/** Size of what was handed to `send`, 0 for what cannot be told without running the page's code. */
function sizeOf(data: unknown): number {
  if (typeof data === 'string') return utf8Size(data);
  if (typeof data === 'symbol') return 0;
  const kind = kindOf(data);
  if (kind === 'object') return 0;
  return kind === 'text' ? `${data as number}`.length : byteLengthOf(data, kind);
}

/**
 * Strings only, and only where nothing of the page runs: an iterable or a getter was already read by the constructor, and
 * reading it again could be seen.
 */
function protocolsIn(args: readonly unknown[]): string[] {
  const given = args.length > 1 ? args[1] : undefined;
  const cap = (protocol: string): string => capText(protocol, stringCaps.protocol);
  if (typeof given === 'string') return [cap(given)];
  const protocols = createList<string>();
  if (!isArray(given)) return protocols;
  const length = valueAt(given, 'length') as number;
  for (let at = 0; at < length; at++) {
    const protocol = valueAt(given, at);
    if (typeof protocol === 'string') protocols[protocols.length] = cap(protocol);
    if (protocols.length < mostProtocols - 1 || length - at <= 2) continue;
    protocols[protocols.length] = `… (${grouped(length - at - 1)} more)`;
    break;
  }
  return protocols;
}

/** Undefined for what a getter would give. */
function valueAt(holder: object, name: PropertyKey): unknown {
  // Without the default `value` would be looked for on the page's `Object.prototype`.
  const descriptor: PropertyDescriptor = {
    value: undefined,
    ...getOwnPropertyDescriptor(holder, name),
  };
  return descriptor.value;
}

/** Only what a DOMException tells: what else is thrown comes from the page, and its message may be a getter. */
function describe(error: unknown): string {
  try {
    return capText(`${exceptionName(error)}: ${exceptionMessage(error)}`, stringCaps.error);
  } catch {
    return 'TypeError: the argument could not be converted';
  }
}
