import { openArchive } from '../../../src/archive/archive.ts';
import { writeHar } from '../../../src/archive/formats/har-format.ts';
import { writeSockscope } from '../../../src/archive/formats/sockscope-format.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { must } from '../target.ts';
import { checkAnalysis } from './analysis-laws.ts';
import { checkLog } from './log-laws.ts';

/** Opens a file, whatever it is. What is refused says why and leaves the log alone; what is opened can be saved and opened again. */
export async function checkFile(file: Uint8Array): Promise<void> {
  const log = createSessionLog();
  const result = await openArchive(file, log);
  if (!result.ok) {
    const { message } = result.error;
    must(/^[A-Z][^\n]+\.$/.test(message) && message.length < 400, () => `the error says ${message}`);
    must(log.version === 0, () => 'a file was refused and the log has changed');
    must(!message.startsWith('This file could not be read ('), () => `a reader threw: ${message}`);
    return;
  }
  checkLog(log);
  const { end } = result.value;
  await checkAnalysis(log, undefined, end);
  await checkSaved(log, end);
}

/** A log that is saved and opened again is the same, and its HAR can be opened. */
export async function checkSaved(log: SessionLog, end: number): Promise<void> {
  const again = createSessionLog(log.limits);
  const file = await writeSockscope(log, { createdAt: log.startedAt + end, version: 'fuzz' });
  const read = await openArchive(file, again);
  must(read.ok, () => `what was saved is refused: ${read.ok ? '' : read.error.message}`);
  const [one, other] = [log, again].map((each) => JSON.stringify([...each.facts()]));
  must(one === other, () => `what was saved comes back as another session: ${firstDifference(one!, other!)}`);
  must(JSON.stringify(again.drops) === JSON.stringify(log.drops), () => 'other counts of what was dropped');
  if (log.connections.length === 0) return;
  const har = await openArchive(new TextEncoder().encode(writeHar(log, 'fuzz')), createSessionLog());
  must(har.ok, () => `its HAR is refused: ${har.ok ? '' : har.error.message}`);
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return `${one.slice(Math.max(0, at - 80), at + 80)} ⇢ ${other.slice(Math.max(0, at - 20), at + 80)}`;
}
