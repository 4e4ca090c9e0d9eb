import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/analyze/report/report.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { openArchive } from '../../../src/archive/archive.ts';
import { writeHar } from '../../../src/archive/formats/har-format.ts';
import { writeSockscope } from '../../../src/archive/formats/sockscope-format.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { logOf, printFrames } from '../../support/frame-script.ts';

const script = `
  open 1 ws://app.example/rt?token=a%20b
  > {"id":"a","type":"user.get"}
  +12ms < {"id":"a","type":"user.get.response","data":"línea 😀"}
  > {"seq":1,"type":"chat"}
  > {"type":"file.start","data":{"name":"f","size":300,"chunks":2}}
  > bytes(200)
  > bytes(100)
  > {"type":"file.end"}
  +1s 1 buffered 42
  1 close 4001 bye`;

const reportOf = async (log: SessionLog, end: number) => {
  const analysis = createAnalysis(log);
  analysis.finish(end);
  return buildReport(analysis);
};

const options = { createdAt: 1_700_000_005_000, version: '0.1.0' };

describe('.sockscope', () => {
  it('gives the same facts and the same report when opened again', async () => {
    const log = logOf(script);
    const opened = createSessionLog();
    const result = await openArchive(await writeSockscope(log, options), opened);
    expect(result).toEqual({ ok: true, value: { format: 'sockscope', end: 5000, notes: [] } });
    expect([...opened.facts()]).toEqual([...log.facts()]);
    expect(await reportOf(opened, 5000)).toEqual(await reportOf(log, 5000));
  });

  it('is of the moment at which it was asked for, whatever becomes of the log meanwhile', async () => {
    // More than is packed at a time.
    const log = logOf(`> {"type":"big","text":"${'x'.repeat(2000)}"}\n`.repeat(200));
    const facts = [...log.facts()];
    const writing = writeSockscope(log, options);
    setTimeout(() => log.clear(), 0);
    const opened = createSessionLog();
    expect(await openArchive(await writing, opened)).toMatchObject({ ok: true });
    expect([...opened.facts()]).toEqual(facts);
  });

  it('starts with the header of docs/session-format.md', async () => {
    const [line = ''] = gunzipSync(await writeSockscope(logOf(script), options))
      .toString()
      .split('\n');
    expect(JSON.parse(line)).toMatchObject({
      format: 'sockscope-session',
      version: 1,
      createdAt: '2023-11-14T22:13:25.000Z',
      startedAt: 1_700_000_000_000,
      generator: 'sockscope/0.1.0',
      pages: [{ id: 1, url: 'https://app.example/', frame: 'top' }],
      dropped: { payloads: { count: 0, bytes: 0 } },
    });
  });

  const header = JSON.stringify({ format: 'sockscope-session', version: 99 });
  const cases: [string, () => Promise<Uint8Array>, string][] = [
    ['truncated', async () => (await writeSockscope(logOf(script), options)).subarray(0, 200), 'truncated'],
    ['newer', async () => gzipSync(`${header}\n`), 'newer-version'],
    ['another gzip', async () => gzipSync('hello'), 'not-an-archive'],
    ['a picture', async () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'not-an-archive'],
    ['empty', async () => new Uint8Array(), 'not-an-archive'],
    ['JSON that is no HAR', async () => Buffer.from('{"log":1}'), 'not-an-archive'],
    ['cut HAR', async () => Buffer.from(writeHar(logOf(script), '1').slice(0, 300)), 'truncated'],
    [
      'a bad line',
      async () => gzipSync(`${gunzipSync(await writeSockscope(logOf(script), options))}{"kind":"frame"}\n`),
      'broken',
    ],
  ];
  it.each(cases)('refuses %s with one sentence and changes nothing', async (_name, make, code) => {
    const log = createSessionLog();
    const result = await openArchive(await make(), log);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.error.code).toBe(code);
    expect(result.error.message).toMatch(/^[A-Z][^\n]+\.$/);
    expect(log.version).toBe(0);
  });
});

describe('HAR', () => {
  it('keeps every frame through a round trip', async () => {
    const log = logOf(script);
    const opened = createSessionLog();
    const result = await openArchive(Buffer.from(writeHar(log, '0.1.0')), opened);
    expect(result.ok && result.value.format).toBe('har');
    expect(printFrames(opened).replace(/^[\d.]+ms/gm, '')).toBe(printFrames(log).replace(/^[\d.]+ms/gm, ''));
  });
});
