import type { Capture } from './capture.ts';
import { extensionsOf, protocolOf, readyStateOf, urlOf } from './primitives.ts';
import type { Entry } from './sockets.ts';

const connecting = 0;

/** A socket as it is now: new, or met alive when capture starts late, where it may be open already. */
export function tellConstructed(capture: Capture, entry: Entry, socket: WebSocket, stack?: string): void {
  const readyState = readyStateOf(socket);
  capture.tell({
    kind: 'constructed',
    connection: entry.id,
    page: 0,
    url: urlOf(socket),
    protocols: entry.protocols,
    readyState,
    ...(stack === undefined ? {} : { stack }),
  });
  if (readyState === connecting) return;
  tellOpened(capture, entry.id, socket);
}

export function tellOpened(capture: Capture, connection: number, socket: WebSocket): void {
  capture.tell({
    kind: 'opened',
    connection,
    protocol: protocolOf(socket),
    extensions: extensionsOf(socket),
  });
}
