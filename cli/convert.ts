import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { writeHar } from '../src/archive/formats/har-format.ts';
import { writeSockscope } from '../src/archive/formats/sockscope-format.ts';
import { openFile, UsageError } from './input.ts';
import { version } from './version.ts';

/** `sockscope convert FILE --to har|sockscope [--out FILE]`; to standard output without --out. */
export async function runConvert(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { to: { type: 'string' }, out: { type: 'string' } },
  });
  const [path, extra] = positionals;
  if (path === undefined || extra !== undefined || (values.to !== 'har' && values.to !== 'sockscope'))
    throw new UsageError(
      'convert takes one file and a format: sockscope convert FILE --to har|sockscope [--out FILE]',
    );
  const { log, archive } = await openFile(path);
  const converted =
    values.to === 'har'
      ? writeHar(log, version)
      : await writeSockscope(log, { createdAt: log.startedAt + archive.end, version });
  if (values.out === undefined) process.stdout.write(converted);
  else await writeFile(values.out, converted);
  return 0;
}
