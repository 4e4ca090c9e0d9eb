import { fromBase64, toBase64 } from '../../base/bytes.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Drops, SessionLog, SessionWriter } from '../../session/session.ts';
import type { Fact } from '../../wire/fact.ts';
import { isFact } from '../../wire/fact-guard.ts';
import type { Archive, ArchiveError } from '../archive.ts';
import { gunzipLines, gzip } from '../gzip.ts';

/** docs/session-format.md. Raised with an upgrade step for each older version. */
export const formatVersion = 1;
const formatName = 'sockscope-session';

interface Header {
  readonly format: string;
  readonly version: number;
  readonly createdAt: string;
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
    createdAt: new Date(createdAt).toISOString(),
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

/** Gzip's magic number (RFC 1952 §2.3.1). */
export const isSockscope = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export async function readSockscope(
  bytes: Uint8Array,
  log: SessionWriter,
): Promise<Result<Archive, ArchiveError>> {
  const unpacked = await gunzipLines(bytes);
  if (!unpacked.ok)
    return unpacked.error === 'cut'
      ? error(
          'truncated',
          'This session file is cut short or damaged and was not opened: save or copy it again.',
        )
      : error(
          'too-large',
          'This file unpacks to more than 2 GiB, more than Sockscope can hold, and was not opened.',
        );
  const rows = unpacked.value;
  const header = headerOf(rows[0] ?? '');
  if (!header)
    return error(
      'not-an-archive',
      'This is a gzip file but not a Sockscope session: open a file saved by Sockscope.',
    );
  if (header.version > formatVersion)
    return error(
      'newer-version',
      `This session was saved by a newer Sockscope (format ${header.version}, this one reads up to ${formatVersion}): update Sockscope to open it.`,
    );
  const facts: Fact[] = [];
  let last = -1;
  for (let row = 1; row < rows.length; row++) {
    const line = rows[row]!;
    const fact = fromLine(line);
    if (!fact || fact.order <= last)
      return error(
        'broken',
        `This session file is broken at line ${row + 1} and was not opened: save or copy it again.`,
      );
    last = fact.order;
    facts.push(fact);
  }
  for (const fact of facts) log.append(fact);
  log.restoreDrops(header.dropped);
  log.flush();
  return ok({
    format: 'sockscope',
    end: Math.max(log.lastTime, Date.parse(header.createdAt) - log.startedAt),
  });
}

const error = (code: ArchiveError['code'], message: string): Result<never, ArchiveError> =>
  fail({ code, message });

function headerOf(line: string): Header | null {
  const value = parse(line);
  if (value?.format !== formatName || typeof value.version !== 'number') return null;
  if (value.version > formatVersion) return value as unknown as Header;
  const dropped = value.dropped as Readonly<Record<string, { count?: unknown; bytes?: unknown }>> | undefined;
  const counted = ['facts', 'payloads', 'frames', 'signals'].every(
    (kind) => typeof dropped?.[kind]?.count === 'number' && typeof dropped[kind].bytes === 'number',
  );
  return counted && !Number.isNaN(Date.parse(String(value.createdAt))) ? (value as unknown as Header) : null;
}

function fromLine(line: string): Fact | null {
  const value = parse(line);
  if (!value) return null;
  const { text, bytes, ...rest } = value;
  const fact: unknown =
    value.kind === 'frame' || value.kind === 'bytes-of'
      ? {
          ...rest,
          data: typeof bytes === 'string' ? fromBase64(bytes) : typeof text === 'string' ? text : null,
        }
      : value;
  return isFact(fact) ? fact : null;
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
