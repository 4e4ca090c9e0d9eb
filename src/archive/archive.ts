import type { Result } from '../base/result.ts';
import type { SessionWriter } from '../session/session.ts';
import { isHar, readHar } from './formats/har-format.ts';
import { isSockscope, readSockscope } from './formats/sockscope-format.ts';

/** `code` is stable; `message` is one sentence for people that says what to do. */
export interface ArchiveError {
  readonly code: 'not-an-archive' | 'truncated' | 'newer-version' | 'broken' | 'too-large';
  readonly message: string;
}

export interface Archive {
  readonly format: 'sockscope' | 'har';
  /** Session ms at which the archive was made: when its session is over. */
  readonly end: number;
}

/**
 * Reads a saved session into `log`, which must be empty. On an error the log is as it was: the whole file is read and
 * checked before the first fact goes in.
 */
export async function openArchive(
  bytes: Uint8Array,
  log: SessionWriter,
): Promise<Result<Archive, ArchiveError>> {
  if (isSockscope(bytes)) return readSockscope(bytes, log);
  if (isHar(bytes)) return readHar(bytes, log);
  return {
    ok: false,
    error: {
      code: 'not-an-archive',
      message:
        'This is not a Sockscope session or a HAR: open a .sockscope file, or a .har exported from a Network panel.',
    },
  };
}
