import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runReport } from '../../cli/report.ts';
import type { Report } from '../../src/analyze/report/report.ts';
import { writeSockscope } from '../../src/archive/formats/sockscope-format.ts';
import { writeRules } from '../../src/decode/convention-rules.ts';
import { logOf } from '../support/frame-script.ts';

let folder: string;
let session: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sockscope-rules-'));
  session = join(folder, 'session.sockscope');
  const log = logOf('open 1 wss://a.example/rt\n> {"what":"ask","k":"x"}\n< {"what":"told","k":"x"}');
  await writeFile(session, await writeSockscope(log, { createdAt: log.startedAt + 1, version: 'test' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function report(...args: string[]): Promise<Report> {
  let said = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    await runReport([session, '--json', ...args]);
  } finally {
    write.mockRestore();
  }
  return JSON.parse(said) as Report;
}

describe('sockscope report --rules', () => {
  it('reads by the rules that the panel exported', async () => {
    const rules = join(folder, 'rules.json');
    await writeFile(
      rules,
      writeRules([{ url: 'wss://*.example/*', convention: { requestId: '/k', type: '/what' } }]),
    );
    expect((await report()).exchanges).toEqual([]);
    expect((await report('--rules', rules)).exchanges).toMatchObject([
      { name: 'ask', key: 'x', state: 'answered' },
    ]);
  });

  it('says what is wrong with a file that is none', async () => {
    const rules = join(folder, 'notes.json');
    await writeFile(
      rules,
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"seq":"n"}}]}',
    );
    await expect(report('--rules', rules)).rejects.toThrow(
      /notes\.json: Rule 1: "seq": "n" is no JSON Pointer/,
    );
    await expect(report('--rules', join(folder, 'none.json'))).rejects.toThrow(/no such file/);
  });
});
