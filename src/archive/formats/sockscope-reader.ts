import { fromBase64 } from '../../base/bytes.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { SessionWriter } from '../../session/session.ts';
import type { Fact } from '../../wire/fact.ts';
import { isFact } from '../../wire/fact-guard.ts';
import type { Archive, ArchiveError } from '../archive.ts';
import { isDate } from '../dates.ts';
import { gunzipLines, type Unpacked } from '../gzip.ts';
import { createIntake } from '../intake.ts';
import { valuesIn } from '../json-values.ts';
import { createNotes, type Notes } from '../notes.ts';
import { formatName, formatVersion, type Header } from './sockscope-format.ts';

/** What a file may take of memory and time beside its payloads, which the log bounds. */
export interface ReadBounds {
  /** Lines, the header among them. */
  readonly lines: number;
  /** Characters of one line. */
  readonly line: number;
  /** Characters of all lines that are no frames: their facts are kept as they are. */
  readonly events: number;
  /** Bytes of the whole, unpacked. */
  readonly unpacked?: number;
}

const MiB = 1024 ** 2;

const boundsOf = ({ limits }: SessionWriter): ReadBounds => ({
  // Twice what a log keeps.
  lines: 2 * (limits.frames + limits.events),
  // A payload whose every character is escaped as \u0000.
  line: 6 * limits.payloadCap + MiB,
  events: 256 * MiB,
});

/** A line longer than this is looked at before it is parsed; a shorter one holds few values. */
const longLine = 64 * 1024;
/** Values of a long line: a handshake has hundreds. */
const mostValues = 100_000;

/** Gzip's magic number (RFC 1952 §2.3.1). */
export const isSockscope = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Line by line while it is unpacked: a file that is not ours is refused at its first line. */
export async function readSockscope(
  bytes: Uint8Array,
  log: SessionWriter,
  bounds: ReadBounds = boundsOf(log),
): Promise<Result<Archive, ArchiveError>> {
  const notes = createNotes();
  const intake = createIntake(log, notes);
  let header: Header | null = null;
  let refused: ArchiveError | null = null;
  let line = 0;
  let events = 0;

  const takeFact = (text: string): ArchiveError | null => {
    if (line > bounds.lines) return large(`has more than ${bounds.lines} lines`);
    const fact = factOf(text, notes, line);
    if (typeof fact === 'string') return broken(line, fact);
    if (fact.kind !== 'frame' && fact.kind !== 'bytes-of') events += text.length;
    if (events > bounds.events)
      return large(`holds more than ${bounds.events} characters of facts beside its frames`);
    const wrong = intake.take(fact, line);
    return wrong === null ? null : broken(line, wrong);
  };

  const take = (text: string): boolean => {
    line++;
    if (header) refused = takeFact(text);
    else {
      const read = headerOf(text);
      if (!read.ok) refused = read.error;
      else {
        header = read.value;
        intake.begin(header.startedAt ?? 0);
      }
    }
    return refused === null;
  };

  const unpacked = await gunzipLines(bytes, take, { longest: bounds.line, cap: bounds.unpacked });
  if (refused) return fail(refused);
  const end = endOf(unpacked, line + 1);
  if (end) return fail(end);
  // Assigned in `take`, which the compiler does not follow.
  const read = header as Header | null;
  if (!read) return fail(notOurs);
  intake.commit(read.dropped);
  return ok({
    format: 'sockscope',
    end: Math.max(log.lastTime, Date.parse(read.createdAt) - log.startedAt),
    notes: notes.sentences(),
  });
}

const notOurs: ArchiveError = {
  code: 'not-an-archive',
  message: 'This is a gzip file but not a Sockscope session: open a file saved by Sockscope.',
};

const broken = (line: number, why: string): ArchiveError => ({
  code: 'broken',
  message: `Line ${line} of this session file is broken (${why}) and nothing was opened: save or copy it again.`,
});

const large = (what: string): ArchiveError => ({
  code: 'too-large',
  message: `This file ${what}, more than Sockscope can hold, and was not opened: record a shorter session.`,
});

function endOf(unpacked: Unpacked, line: number): ArchiveError | null {
  switch (unpacked) {
    case 'end':
    case 'stopped':
      return null;
    case 'cut':
      return {
        code: 'truncated',
        message: 'This session file is cut short or damaged and was not opened: save or copy it again.',
      };
    case 'large':
      return large('unpacks to more than 2 GiB');
    case 'long':
      // Of another's file without line ends, most likely.
      return line === 1 ? notOurs : large(`has a line ${line} that is longer than any payload`);
  }
}

function headerOf(text: string): Result<Header, ArchiveError> {
  const value = parse(text);
  if (typeof value === 'string' || value.format !== formatName) return fail(notOurs);
  const { version, dropped, createdAt, startedAt } = value;
  if (!isCount(version) || version < 1) return fail(broken(1, 'its version is no whole number from 1'));
  if (version > formatVersion)
    return fail({
      code: 'newer-version',
      message: `This session was saved by a newer Sockscope (format ${version}, this one reads up to ${formatVersion}): update Sockscope to open it.`,
    });
  const created = typeof createdAt === 'string' ? Date.parse(createdAt) : Number.NaN;
  if (!isDate(created)) return fail(broken(1, 'createdAt is no date from 1970 to 9999'));
  if (startedAt !== undefined && !isDate(startedAt))
    return fail(broken(1, 'startedAt is no date from 1970 to 9999'));
  const drops = dropped as Readonly<Record<string, { count?: unknown; bytes?: unknown } | null>> | null;
  const counted = ['facts', 'payloads', 'frames', 'signals'].every(
    (kind) => isCount(drops?.[kind]?.count) && isCount(drops?.[kind]?.bytes),
  );
  if (!counted) return fail(broken(1, 'dropped has no counts from 0'));
  return ok(value as unknown as Header);
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The fact of a line, or what is wrong with the line. */
function factOf(line: string, notes: Notes, number: number): Fact | string {
  const value = parse(line);
  if (typeof value === 'string') return value;
  const fact = value.kind === 'frame' || value.kind === 'bytes-of' ? withData(value, notes, number) : value;
  if (typeof fact === 'string') return fact;
  return isFact(fact) ? fact : 'no fact of the format';
}

function withData(
  value: Readonly<Record<string, unknown>>,
  notes: Notes,
  line: number,
): Readonly<Record<string, unknown>> | string {
  const { text, bytes, data: _data, ...rest } = value;
  if (text !== undefined && bytes !== undefined) return 'both text and bytes';
  if (text !== undefined) return typeof text === 'string' ? { ...rest, data: text } : 'text is no string';
  if (bytes === undefined) return { ...rest, data: null };
  const data = typeof bytes === 'string' ? fromBase64(bytes) : null;
  if (data) return { ...rest, data };
  if (value.kind !== 'frame') return 'bytes is no base64';
  notes.add('base64', line);
  return { ...rest, data: null, payload: 'dropped' };
}

/** The object of a line, or what is wrong with the line. */
function parse(line: string): Readonly<Record<string, unknown>> | string {
  if (line.length > longLine && valuesIn(line) > mostValues) return `more than ${mostValues} values`;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : 'no JSON object';
  } catch {
    return 'no JSON object';
  }
}
