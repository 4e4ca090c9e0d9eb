import type { Result } from '../base/result.ts';
import type { SessionWriter } from '../session/session.ts';
import { isHar, readHar } from './formats/har-reader.ts';
import { isSockscope, readSockscope } from './formats/sockscope-reader.ts';

/** `code` is stable; `message` is one sentence for people that says what to do. */
export interface ArchiveError {
  readonly code: 'not-an-archive' | 'truncated' | 'newer-version' | 'broken' | 'too-large';
  readonly message: string;
}

export interface Archive {
  readonly format: 'sockscope' | 'har';
  /** Session ms at which the archive was made: when its session is over. */
  readonly end: number;
  /** What was corrected, skipped or not kept, a sentence for each kind; empty for a sound file. Whoever opens a file shows them. */
  readonly notes: readonly string[];
}

/** Bytes of a file as it lies on the disk. */
export const fileCap = 1024 ** 3;

/**
 * Reads a saved session into `log`, which must be empty. On an error the log is as it was: all facts are checked before the first one
 * goes in. Never rejects: whatever a file does to its reader is an error with a sentence.
 */
export async function openArchive(
  bytes: Uint8Array,
  log: SessionWriter,
): Promise<Result<Archive, ArchiveError>> {
  try {
    if (bytes.length > fileCap)
      return refused('too-large', 'This file is larger than 1 GiB, more than Sockscope can hold.');
    if (isSockscope(bytes)) return await readSockscope(bytes, log);
    if (isHar(bytes)) return readHar(bytes, log);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'an unknown fault';
    return refused(
      'broken',
      `This file could not be read (${why}) and was not opened: save or copy it again.`,
    );
  }
  return refused(
    'not-an-archive',
    'This is not a Sockscope session or a HAR: open a .sockscope file, or a .har exported from a Network panel.',
  );
}

const refused = (code: ArchiveError['code'], message: string): Result<never, ArchiveError> => ({
  ok: false,
  error: { code, message },
});
