import { gunzipSync, gzipSync } from 'node:zlib';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import type { SessionLog } from '../../src/session/session.ts';

/** A fact as a file has it, or a line as it stands. */
export type Line = Readonly<Record<string, unknown>> | string;

const none = { count: 0, bytes: 0 };

export const goodHeader = {
  format: 'sockscope-session',
  version: 1,
  createdAt: '2023-11-14T22:13:25.000Z',
  dropped: { facts: none, payloads: none, frames: none, signals: none },
} as const;

/** Page 1 and connection 1 at order 0 and 1. */
export const begun: readonly Line[] = [
  { kind: 'page', order: 0, time: 0, page: 1, url: 'https://a/', frame: 'top', origin: 1_700_000_000_000 },
  {
    kind: 'constructed',
    order: 1,
    time: 0,
    connection: 1,
    page: 1,
    url: 'wss://a/',
    protocols: [],
    readyState: 0,
  },
];

/** A frame with text, at order `number + 9`. */
export const frameLine = (number: number, change: Readonly<Record<string, unknown>> = {}): Line => ({
  kind: 'frame',
  order: number + 9,
  time: 1,
  connection: 1,
  number,
  direction: 'sent',
  size: 2,
  binary: false,
  text: 'hi',
  ...change,
});

const textOf = (line: Line): string => (typeof line === 'string' ? line : JSON.stringify(line));

export const sessionFile = (lines: readonly Line[], header: Line = goodHeader): Uint8Array =>
  gzipSync([header, ...lines].map((line) => `${textOf(line)}\n`).join(''));

/** The lines of a saved log, its header first, without their line ends. */
export async function linesOf(log: SessionLog, createdAt = log.startedAt + log.lastTime): Promise<string[]> {
  const packed = await writeSockscope(log, { createdAt, version: 'test' });
  return gunzipSync(packed).toString().trimEnd().split('\n');
}
