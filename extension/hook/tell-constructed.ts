import { stringCaps } from '../../src/wire/limits.ts';
import { capText } from './cap-text.ts';
import type { Capture } from './capture.ts';
import { extensionsOf, protocolOf, readyStateOf, urlOf } from './primitives.ts';
import type { Entry } from './sockets.ts';

const connecting = 0;

/** A socket as it is now: new, or met alive when capture starts late, where it may be open already. */
export function tellConstructed(capture: Capture, entry: Entry, socket: WebSocket, stack?: string): void {
  const readyState = readyStateOf(socket);
  const { protocols } = entry;
  const url = capText(urlOf(socket), stringCaps.url);
  const calledAt = stack === undefined ? {} : { stack };
  let length = url.length + (stack === undefined ? 0 : stack.length);
  for (let at = 0; at < protocols.length; at++) length += protocols[at]!.length;
  capture.tell(
    { kind: 'constructed', connection: entry.id, page: 0, url, protocols, readyState, ...calledAt },
    undefined,
    length,
  );
  if (readyState === connecting) return;
  tellOpened(capture, entry.id, socket);
}

export function tellOpened(capture: Capture, connection: number, socket: WebSocket): void {
  const protocol = capText(protocolOf(socket), stringCaps.protocol);
  const extensions = capText(extensionsOf(socket), stringCaps.extensions);
  const length = protocol.length + extensions.length;
  capture.tell({ kind: 'opened', connection, protocol, extensions }, undefined, length);
}
