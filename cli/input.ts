import { readFile } from 'node:fs/promises';
import { type Archive, openArchive } from '../src/archive/archive.ts';
import { createSessionLog } from '../src/session/log.ts';
import type { SessionLog } from '../src/session/session.ts';

/** The user's to mend: told in one sentence, exit 2. */
export class UsageError extends Error {}

export interface OpenedFile {
  readonly log: SessionLog;
  readonly archive: Archive;
}

/** Reads a session file or a HAR. Throws a UsageError that names the file and says what is wrong. */
export async function openFile(path: string): Promise<OpenedFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(code === 'ENOENT' ? `${path}: no such file` : `${path} cannot be read (${code})`);
  }
  const log = createSessionLog();
  const archive = await openArchive(bytes, log);
  if (!archive.ok) throw new UsageError(`${path}: ${archive.error.message}`);
  return { log, archive: archive.value };
}
