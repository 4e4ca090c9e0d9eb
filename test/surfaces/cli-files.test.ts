import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openFile, readUpTo, warn } from '../../cli/input.ts';
import { runReport } from '../../cli/report.ts';
import { begun, frameLine, sessionFile } from '../support/session-file.ts';
import { unsafeToPrint } from '../support/unsafe-to-print.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-files-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What `run` writes to standard error or output. */
async function written(to: 'stderr' | 'stdout', run: () => unknown): Promise<string> {
  let said = '';
  const write = vi.spyOn(process[to], 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    await run();
  } finally {
    write.mockRestore();
  }
  return said;
}

const hostile = `\u001b]52;c;aGk=\u0007\n\u202eCONNECTIONS\u009b31m`;

describe('a file given to the command line', () => {
  it('is opened, and what was corrected is said on standard error', async () => {
    const path = join(folder, 'size.sockscope');
    await writeFile(path, sessionFile([...begun, frameLine(1, { size: 9 })]));
    expect(await written('stderr', () => openFile(path))).toBe(
      `sockscope: ${path}: 1 frame had a size that does not fit the payload: corrected (the first at line 4).\n`,
    );
  });

  it('is refused with a sentence that names the line', async () => {
    const path = join(folder, 'hole.sockscope');
    await writeFile(path, sessionFile([...begun, frameLine(1), frameLine(9)]));
    await expect(openFile(path)).rejects.toThrow(/hole\.sockscope: Line 5 .*frame 9 follows frame 1/);
  });

  it.skipIf(process.platform === 'win32')('may be one without an end', async () => {
    expect(await readUpTo('/dev/zero', 10_000_000)).toBeNull();
  });

  it('may be a folder, or none', async () => {
    await expect(openFile(folder)).rejects.toThrow(/cannot be read \(EISDIR\)/);
    await expect(openFile(join(folder, 'none'))).rejects.toThrow(/no such file/);
  });
});

describe('what the command line prints', () => {
  it('is one line on standard error, whatever it quotes', async () => {
    const said = await written('stderr', () => warn(`${hostile}: no such file`));
    expect(said).toBe('sockscope: \\u001b]52;c;aGk=\\u0007\\n\\u202eCONNECTIONS\\u009b31m: no such file\n');
  });

  it.each([[[]], [['--json']]])('is safe for a terminal, with the same data, %j', async (flags) => {
    const path = join(folder, 'hostile.sockscope');
    const ask = JSON.stringify({ id: 'a', type: hostile });
    const answer = JSON.stringify({ id: 'a', type: hostile, error: { code: 1, message: hostile } });
    await writeFile(
      path,
      sessionFile([
        ...begun,
        frameLine(1, { text: ask, size: Buffer.byteLength(ask) }),
        frameLine(2, { text: answer, size: Buffer.byteLength(answer), direction: 'received' }),
      ]),
    );
    const said = await written('stdout', () => runReport([path, ...flags]));
    for (const character of unsafeToPrint)
      if (character !== '\n') expect(said.includes(character), JSON.stringify(character)).toBe(false);
    expect(said).not.toMatch(/^.{0,3}CONNECTIONS\\u009b/m);
    if (flags.length > 0) expect(JSON.parse(said)).toMatchObject({ exchanges: [{ name: hostile }] });
    else expect(said).toContain('\\u001b]52;c;aGk=\\u0007\\n\\u202eCONNECTIONS\\u009b31m');
  });
});
