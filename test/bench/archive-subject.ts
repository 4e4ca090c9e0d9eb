import { gunzipSync, gzipSync } from 'node:zlib';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import { readSockscope } from '../../src/archive/formats/sockscope-reader.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { trafficLog } from './traffic.ts';

/** What is timed, over one session; each gives a number of bytes or rows that depends on all it did. */
export interface ArchiveSubject {
  /** The same facts through `JSON.stringify` and zlib at once: what writing is compared with. */
  pack(): number;
  write(): Promise<number>;
  /** The same file through zlib and `JSON.parse` at once: what reading is compared with. */
  unpack(): number;
  read(): Promise<number>;
}

export async function createArchiveSubject(frames: number): Promise<ArchiveSubject> {
  const log = trafficLog(frames);
  const options = { createdAt: 1, version: 'bench' };
  const file = await writeSockscope(log, options);
  return {
    pack() {
      const lines: string[] = [];
      for (const fact of log.facts()) lines.push(JSON.stringify(fact));
      return gzipSync(lines.join('\n')).length;
    },
    write: async () => (await writeSockscope(log, options)).length,
    unpack() {
      const lines = gunzipSync(file).toString().trimEnd().split('\n');
      return lines.map((line) => JSON.parse(line) as unknown).length;
    },
    async read() {
      const into = createSessionLog();
      const read = await readSockscope(file, into);
      if (!read.ok) throw new Error(read.error.message);
      return into.lastFrame;
    },
  };
}
