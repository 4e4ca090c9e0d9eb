import { open } from 'node:fs/promises';
import { type Archive, fileCap, openArchive } from '../src/archive/archive.ts';
import { printable } from '../src/base/printable.ts';
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
  const bytes = await readUpTo(path, fileCap).catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(code === 'ENOENT' ? `${path}: no such file` : `${path} cannot be read (${code})`);
  });
  if (bytes) return bytes;
  throw new UsageError(`${path} is larger than 1 GiB, more than Sockscope can hold, and was not opened`);
}

/** Null where there is more. Pipes and devices tell no size and may have no end: they are read until there is too much. */
export async function readUpTo(path: string, most: number): Promise<Uint8Array | null> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    if (size > most) return null;
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of file.createReadStream({ autoClose: false, highWaterMark: 1024 ** 2 })) {
      parts.push(part as Uint8Array);
      length += (part as Uint8Array).length;
      if (length > most) return null;
    }
    return Buffer.concat(parts, length);
  } finally {
    await file.close();
  }
}

/** Reads a session file or a HAR and says on standard error what was corrected or left out. Throws a UsageError that names the file. */
export async function openFile(path: string): Promise<OpenedFile> {
  const bytes = await read(path);
  const log = createSessionLog();
  const archive = await openArchive(bytes, log);
  if (!archive.ok) throw new UsageError(`${path}: ${archive.error.message}`);
  for (const note of archive.value.notes) warn(`${path}: ${note}`);
  return { log, archive: archive.value };
}

/** One line on standard error, whatever a file's name or content has put into it. */
export function warn(message: string): void {
  process.stderr.write(`sockscope: ${printable(message)}\n`);
}
