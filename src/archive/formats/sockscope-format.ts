import { toBase64 } from '../../base/bytes.ts';
import type { Drops, SessionLog } from '../../session/session.ts';
import type { Fact } from '../../wire/fact.ts';
import { dateOf, isDate } from '../dates.ts';
import { gzip } from '../gzip.ts';

/** docs/session-format.md. Raised with an upgrade step for each older version. */
export const formatVersion = 1;
export const formatName = 'sockscope-session';

export interface Header {
  readonly format: string;
  readonly version: number;
  readonly createdAt: string;
  /** Wall clock (ms) of session time 0; absent in files of before, whose pages have it. A log may have let go of its pages. */
  readonly startedAt?: number;
  readonly generator: string;
  readonly pages: readonly unknown[];
  readonly limits: unknown;
  readonly dropped: Drops;
}

export interface ArchiveOptions {
  /** Wall clock, ms: the moment at which the session counts as over. */
  readonly createdAt: number;
  /** e.g. "0.1.0" */
  readonly version: string;
}

/** Gzipped NDJSON: a header, then one fact a line. Bytes are base64 under `bytes`. All is of one moment, also of a log that goes on. */
export function writeSockscope(log: SessionLog, options: ArchiveOptions): Promise<Uint8Array<ArrayBuffer>> {
  return gzip(lines(log, options));
}

function* lines(log: SessionLog, { createdAt, version }: ArchiveOptions): Iterable<string> {
  const header: Header = {
    format: formatName,
    version: formatVersion,
    createdAt: dateOf(createdAt),
    ...(isDate(log.startedAt) && { startedAt: log.startedAt }),
    generator: `sockscope/${version}`,
    pages: log.pages.map(({ id, url, frame }) => ({ id, url, frame })),
    limits: log.limits,
    dropped: log.drops,
  };
  yield `${JSON.stringify(header)}\n`;
  for (const fact of log.facts()) yield `${JSON.stringify(toLine(fact))}\n`;
}

function toLine(fact: Fact): object {
  if (fact.kind !== 'frame' && fact.kind !== 'bytes-of') return fact;
  const { data, ...rest } = fact;
  if (data === null) return rest;
  return typeof data === 'string' ? { ...rest, text: data } : { ...rest, bytes: toBase64(data) };
}
