import { readFile } from 'node:fs/promises';
import { type Archive, openArchive } from '../src/archive/archive.ts';
import { type ConventionRule, readRules } from '../src/decode/convention-rules.ts';
import { createSessionLog } from '../src/session/log.ts';
import type { SessionLog } from '../src/session/session.ts';

/** The user's to mend: told in one sentence, exit 2. */
export class UsageError extends Error {}

export interface OpenedFile {
  readonly log: SessionLog;
  readonly archive: Archive;
}

/** Reads the rules that the panel exports (docs/protocols.md). Throws a UsageError that names the file and says what is wrong. */
export async function openRules(path: string): Promise<readonly ConventionRule[]> {
  const rules = readRules(new TextDecoder().decode(await read(path)));
  if (!rules.ok) throw new UsageError(`${path}: ${rules.error}`);
  return rules.value;
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(code === 'ENOENT' ? `${path}: no such file` : `${path} cannot be read (${code})`);
  }
}

/** Reads a session file or a HAR. Throws a UsageError that names the file and says what is wrong. */
export async function openFile(path: string): Promise<OpenedFile> {
  const bytes = await read(path);
  const log = createSessionLog();
  const archive = await openArchive(bytes, log);
  if (!archive.ok) throw new UsageError(`${path}: ${archive.error.message}`);
  return { log, archive: archive.value };
}
