import type { Direction } from '../../src/wire/fact.ts';
import type { Capture } from './capture.ts';
import { byteLengthOf, kindOf } from './payload.ts';
import { Bytes, listen, Reader, readBlob, readResult } from './primitives.ts';

/** `data` as the page handed it to `send`, an object that is no bytes already as its text, or as a message event has it. */
export function recordFrame(
  capture: Capture,
  connection: number,
  direction: Direction,
  data: unknown,
  time: number,
  stack?: string,
): void {
  const kind = kindOf(data);
  if (kind === 'shared') return;
  if (kind === 'text' || kind === 'object') {
    // A primitive: its conversion runs nothing of the page.
    const text = typeof data === 'string' ? data : `${data as number}`;
    capture.frame(connection, direction, text, 'text', text.length, time, stack);
    return;
  }
  const size = byteLengthOf(data, kind);
  const number = capture.frame(connection, direction, data, kind, size, time, stack);
  if (number && kind === 'blob') readLater(capture, connection, number, data, size);
}

/** The bytes of a Blob follow when it has been read, under the number its frame took at the moment it passed. */
function readLater(capture: Capture, connection: number, number: number, blob: unknown, size: number): void {
  const { run } = capture;
  const reader = new Reader();
  listen(reader, 'loadend', () => {
    try {
      if (capture.run !== run || !capture.on) return;
      const buffer = readResult(reader);
      capture.bytesOf(connection, number, buffer && new Bytes(buffer), size);
    } catch {
      // Nothing may reach the page's window.onerror.
    }
  });
  readBlob(reader, blob);
}
