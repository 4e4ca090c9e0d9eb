import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildReport } from '../../../src/analyze/report/report.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { openArchive } from '../../../src/archive/archive.ts';
import { readSockscope } from '../../../src/archive/formats/sockscope-reader.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import { defaultLimits } from '../../../src/wire/limits.ts';
import { begun, frameLine, goodHeader, type Line, sessionFile } from '../../support/session-file.ts';

const [page, constructed] = begun as [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>];
const error = (order: number, connection = 1): Line => ({ kind: 'error', order, time: 1, connection });
const none = { count: 0, bytes: 0 };
const nothing = { facts: none, payloads: none, frames: none, signals: none };

const mostSafe = Number.MAX_SAFE_INTEGER;

/** What is wrong, the lines after the header, and how the sentence begins and what it says. */
const refused: readonly [string, readonly Line[], RegExp][] = [
  [
    'a hole of 2^53 frames',
    [...begun, frameLine(1), frameLine(mostSafe, { order: 11 })],
    /Line 5 .*frame 9007199254740991 is no number from 1 to 2147483647/,
  ],
  ['one frame of number 2^53-1', [...begun, frameLine(mostSafe, { order: 11 })], /Line 4 /],
  ['a hole of one frame', [...begun, frameLine(1), frameLine(3)], /Line 5 .*frame 3 follows frame 1/],
  [
    'a frame number twice',
    [...begun, frameLine(1), frameLine(1, { order: 11 })],
    /Line 5 .*frame 1 follows frame 1/,
  ],
  [
    'falling frame numbers',
    [...begun, frameLine(8), frameLine(7, { order: 18 })],
    /Line 5 .*frame 7 follows frame 8/,
  ],
  ['frame number 0', [...begun, frameLine(0)], /Line 4 .*frame 0 is no number/],
  ['an order twice', [...begun, error(5), error(5)], /Line 5 .*order 5 comes after order 5/],
  ['falling orders', [...begun, error(5), error(4)], /Line 5 /],
  ['a broken order', [...begun, error(5.5)], /Line 4 .*(?:no whole number|no fact)/],
  [
    'a connection past 32 bits',
    [...begun, frameLine(1, { connection: 2 ** 32 + 1 })],
    /Line 4 .*connection 4294967297/,
  ],
  ['a declared connection past 32 bits', [page, { ...constructed, connection: 2 ** 32 + 1 }], /Line 3 /],
  ['connection 0', [page, { ...constructed, connection: 0 }], /Line 3 .*connection 0 is no number/],
  ['a connection twice', [...begun, { ...constructed, order: 5 }], /Line 4 .*connection 1 is declared twice/],
  [
    'a connection declared late',
    [page, frameLine(1), { ...constructed, order: 15 }],
    /Line 4 .*declared after its first fact/,
  ],
  ['a page twice', [page, { ...page, order: 1 }], /Line 3 .*page 1 is declared twice/],
  ['page 0', [{ ...page, page: 0 }], /Line 2 .*page 0 is no number/],
  ['an origin of the year 300000', [{ ...page, origin: 9.4e15 }], /Line 2 .*no date from 1970 to 9999/],
  ['an origin before 1970', [{ ...page, origin: -1 }], /Line 2 /],
  ['a time before the session', [...begun, frameLine(1, { time: -1 })], /Line 4 .*time -1/],
  ['a time of the year 10000', [...begun, frameLine(1, { time: 2.6e14 })], /Line 4 .*year 9999/],
  [
    'an endless time',
    [...begun, '{"kind":"error","order":5,"time":1e999,"connection":1}'],
    /Line 4 .*no fact/,
  ],
  ['a negative size', [...begun, frameLine(1, { size: -1 })], /Line 4 .*no fact/],
  [
    'a frame of a petabyte',
    [...begun, frameLine(1, { text: undefined, payload: 'dropped', size: 2 ** 50 })],
    /Line 4 .*larger than any/,
  ],
  ['text and bytes', [...begun, frameLine(1, { bytes: '' })], /Line 4 .*both text and bytes/],
  ['text that is none', [...begun, frameLine(1, { text: 7 })], /Line 4 .*text is no string/],
  ['a kind that is none', [...begun, { kind: { toString: null }, order: 5, time: 1 }], /Line 4 .*no fact/],
  ['an empty line', [...begun, ''], /Line 4 .*no JSON object/],
  ['a list', [...begun, '[]'], /Line 4 .*no JSON object/],
  ['nesting without end', [...begun, '['.repeat(60_000)], /Line 4 .*no JSON object/],
  [
    'a line of empty lists',
    [...begun, `{"kind":"error","x":[${'[],'.repeat(200_000)}[]]}`],
    /Line 4 .*more than 100000 values/,
  ],
];

const headers: readonly [string, Line, string][] = [
  ['version 0', { ...goodHeader, version: 0 }, 'broken'],
  ['version 1.5', { ...goodHeader, version: 1.5 }, 'broken'],
  ['version "1"', { ...goodHeader, version: '1' }, 'broken'],
  ['version 2', { ...goodHeader, version: 2 }, 'newer-version'],
  ['no date', { ...goodHeader, createdAt: { toString: 1 } }, 'broken'],
  ['the year 200000', { ...goodHeader, createdAt: '+200000-01-01T00:00:00Z' }, 'broken'],
  ['no clock', { ...goodHeader, startedAt: 'now' }, 'broken'],
  ['a clock of the year 300000', { ...goodHeader, startedAt: 9.4e15 }, 'broken'],
  ['a negative count', { ...goodHeader, dropped: { ...nothing, facts: { count: -1, bytes: 0 } } }, 'broken'],
  ['a broken count', { ...goodHeader, dropped: { ...nothing, frames: { count: 0.5, bytes: 0 } } }, 'broken'],
  ['no counts', { ...goodHeader, dropped: null }, 'broken'],
  ['another format', { ...goodHeader, format: 'har' }, 'not-an-archive'],
  ['a list', '[]', 'not-an-archive'],
  ['a prototype', '{"__proto__":{"format":"sockscope-session","version":1}}', 'not-an-archive'],
];

const expectUntouched = async (file: Uint8Array) => {
  const log = createSessionLog();
  const result = await openArchive(file, log);
  expect(log).toMatchObject({ version: 0, epoch: 0, lastFrame: 0, startedAt: 0 });
  expect([...log.facts()]).toEqual([]);
  if (result.ok) throw new Error('opened');
  expect(result.error.message).toMatch(/^[A-Z][^\n]+\.$/);
  return result.error;
};

describe('a session file is refused, its line is named and the log is as it was, for', () => {
  it.each(refused)('%s', async (_name, lines, message) => {
    const { code, message: said } = await expectUntouched(sessionFile(lines));
    expect(code).toBe('broken');
    expect(said).toMatch(message);
  });

  it.each(headers)('a header with %s', async (_name, header, code) => {
    expect((await expectUntouched(sessionFile(begun, header))).code).toBe(code);
  });

  it('an error in its last line, after thousands of good ones', async () => {
    const frames = Array.from({ length: 5000 }, (_, at) => frameLine(at + 1));
    const { message } = await expectUntouched(sessionFile([...begun, ...frames, '{']));
    expect(message).toMatch(/^Line 5004 /);
  });
});

/** What is odd, the lines, the note, and what is in the log then. */
const mended: readonly [string, readonly Line[], RegExp, object][] = [
  [
    'a size that is not its text',
    [...begun, frameLine(1, { size: 7, text: 'né' })],
    /^1 frame had a size .*line 4\)\.$/,
    { size: 3 },
  ],
  [
    'a size of a page of text',
    [...begun, frameLine(1, { size: 2 ** 30 })],
    /^1 frame had a size/,
    { size: 2 },
  ],
  [
    'a size that is not its bytes',
    [...begun, frameLine(1, { text: undefined, bytes: 'AAAA', binary: true })],
    /^1 frame had a size/,
    { size: 3 },
  ],
  [
    'text marked as binary',
    [...begun, frameLine(1, { binary: true })],
    /^1 frame had text marked as binary/,
    { binary: false },
  ],
  [
    'bytes that are no base64',
    [...begun, frameLine(1, { text: undefined, bytes: '%', binary: true })],
    /^1 payload could not be read/,
    { payload: 'dropped', data: null },
  ],
  [
    'frames of a stranger',
    [page as Line, frameLine(1), frameLine(2)],
    /^2 frames of undeclared connections: listed, .*line 3\)/,
    { number: 1, data: 'hi' },
  ],
  [
    'facts of a stranger',
    [...begun, error(5, 9), frameLine(1)],
    /^1 fact of undeclared connections or pages: skipped/,
    { number: 1 },
  ],
  [
    'a page that is unknown',
    [...begun, { kind: 'page-left', order: 5, time: 1, page: 7 }, frameLine(1)],
    /^1 fact of undeclared/,
    { number: 1 },
  ],
  [
    'a connection of an unknown page',
    [constructed, frameLine(1)],
    /^1 connection of undeclared pages: kept/,
    { number: 1 },
  ],
  [
    'bytes that nobody waits for',
    [
      ...begun,
      frameLine(1),
      { kind: 'bytes-of', order: 20, time: 1, connection: 1, number: 1, bytes: 'AAAA' },
    ],
    /^1 late payload without a frame/,
    { data: 'hi' },
  ],
  [
    'bytes for a frame that never was',
    [
      ...begun,
      frameLine(1),
      { kind: 'bytes-of', order: 20, time: 1, connection: 1, number: 2 ** 40, bytes: 'AAAA' },
    ],
    /^1 late payload/,
    { data: 'hi' },
  ],
  [
    'a page that is left twice',
    [
      ...begun,
      { kind: 'page-left', order: 5, time: 1, page: 1 },
      { kind: 'page-left', order: 6, time: 1, page: 1 },
      frameLine(1),
    ],
    /^1 page-left fact/,
    { number: 1 },
  ],
];

describe('a session file is opened with a note, for', () => {
  it.each(mended)('%s', async (_name, lines, note, frame) => {
    const log = createSessionLog();
    const result = await openArchive(sessionFile(lines), log);
    if (!result.ok) throw new Error(result.error.message);
    expect(result.value.notes).toEqual([expect.stringMatching(note)]);
    expect(log.frame(1)).toMatchObject(frame);
  });
});

describe('a session file', () => {
  const read = async (lines: readonly Line[], header: Line, limits = defaultLimits) => {
    const log = createSessionLog(limits);
    const result = await openArchive(sessionFile(lines, header), log);
    if (!result.ok) throw new Error(result.error.message);
    const { startedAt, lastTime } = log;
    return { end: result.value.end, startedAt, lastTime };
  };

  it('may begin after its first frames, and with the highest number', async () => {
    for (const number of [7000, 2 ** 31 - 1]) {
      const log = createSessionLog();
      const result = await openArchive(sessionFile([...begun, frameLine(number)]), log);
      expect(result).toMatchObject({ ok: true, value: { notes: [] } });
      expect(log).toMatchObject({ firstFrame: number, lastFrame: number });
      expect([...log.facts()].length).toBe(3);
      const analysis = createAnalysis(log);
      analysis.finish(10);
      expect((await buildReport(analysis)).connections[0]?.sent).toEqual({ frames: 1, bytes: 2 });
    }
  });

  it('gives late bytes to the frame that waits for them', async () => {
    const waiting = frameLine(1, { text: undefined, payload: 'pending', binary: true, size: 3 });
    const bytes = { kind: 'bytes-of', order: 20, time: 1, connection: 1, number: 1, bytes: 'AAAA' };
    const log = createSessionLog();
    expect(await openArchive(sessionFile([...begun, waiting, bytes]), log)).toMatchObject({
      value: { notes: [] },
    });
    expect(log.frame(1)).toMatchObject({ data: new Uint8Array(3), payload: 'kept' });
  });

  it('keeps no field that is no fact’s', async () => {
    const log = createSessionLog();
    const odd =
      '{"kind":"error","order":5,"time":1,"connection":1,"more":[[],[]],"__proto__":{"kind":"page"}}';
    await openArchive(sessionFile([...begun, odd]), log);
    expect(log.events.at(-1)).toEqual({ kind: 'error', order: 5, time: 1, connection: 1 });
  });

  it('keeps its clock where its pages are gone or past the limits', async () => {
    const strange = { ...constructed, time: 5 };
    const said = await read([strange], { ...goodHeader, startedAt: 1_700_000_000_000 });
    expect(said).toMatchObject({ end: 5000, startedAt: 1_700_000_000_000, lastTime: 5 });
    const many = Array.from({ length: 100 }, (_, at) => ({
      ...constructed,
      order: at + 1,
      connection: at + 1,
    }));
    const bounded = { ...defaultLimits, events: 10 };
    expect(await read([page, ...many], goodHeader, bounded)).toMatchObject({
      end: 5000,
      startedAt: 1_700_000_000_000,
    });
  });

  it('says what its reader does not keep, and counts it with what was dropped before', async () => {
    const log = createSessionLog({ ...defaultLimits, frames: 2048, payloadCap: 5 });
    const frames = Array.from({ length: 4096 }, (_, at) => frameLine(at + 1));
    const dropped = { ...nothing, payloads: { count: 3, bytes: 30 } };
    const told = { kind: 'dropped', order: 2, time: 0, what: 'payloads', count: 3, bytes: 30, why: 'x' };
    const file = sessionFile([...begun, told, ...frames, frameLine(4097, { text: 'longer', size: 6 })], {
      ...goodHeader,
      dropped,
    });
    const result = await openArchive(file, log);
    expect(result).toMatchObject({ ok: true });
    const gone = 4097 - (log.lastFrame - log.firstFrame + 1);
    expect(result.ok && result.value.notes).toEqual([
      '1 payload past the limits of a session: not kept.',
      `${gone.toLocaleString('en-US')} frames past the limits of a session: not kept.`,
    ]);
    expect(log.drops.payloads).toEqual({ count: 4, bytes: 36 });
    expect(log.drops.frames.count).toBe(gone);
  });
});

describe('a session file is read as it unpacks', () => {
  const damaged = (text: string): Uint8Array => {
    const file = gzipSync(text, { level: 0 });
    // A block type that does not exist (RFC 1951 §3.2.3): unpacking fails here.
    file.fill(0xff, file.length >> 1);
    return file;
  };
  const rest = 'x'.repeat(4_000_000);

  it('and refused at its first line', async () => {
    expect((await expectUntouched(damaged(`hello\n${rest}`))).code).toBe('not-an-archive');
    const newer = JSON.stringify({ ...goodHeader, version: 9 });
    expect((await expectUntouched(damaged(`${newer}\n${rest}`))).code).toBe('newer-version');
    expect((await expectUntouched(damaged(`${JSON.stringify(goodHeader)}\n{}\n${rest}`))).code).toBe(
      'broken',
    );
    expect((await expectUntouched(damaged(`${JSON.stringify(goodHeader)}\n${rest}`))).code).toBe('truncated');
  });

  it('and refused where half a gigabyte of line ends begins', async () => {
    const ends = gzipSync(Buffer.alloc(2 ** 29, '\n'), { level: 1 });
    expect((await expectUntouched(ends)).code).toBe('not-an-archive');
    // Members of a gzip file are unpacked one after another (RFC 1952 §2.2).
    const begins = gzipSync(`${JSON.stringify(goodHeader)}\n`);
    expect((await expectUntouched(Buffer.concat([begins, ends]))).message).toMatch(/^Line 2 /);
  });

  const bounds = { lines: 10, line: 500, events: 2000 };
  const read = async (lines: readonly Line[], header?: Line) => {
    const result = await readSockscope(sessionFile(lines, header), createSessionLog(), bounds);
    return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
  };

  it('within bounds of lines, of one line, and of all that is kept beside frames', async () => {
    const errors = (count: number) => Array.from({ length: count }, (_, at) => error(at + 5));
    expect(await read([...begun, ...errors(7)])).toBe('ok');
    expect(await read([...begun, ...errors(8)])).toMatch(/^too-large: .*more than 10 lines/);
    expect(await read([...begun, frameLine(1, { text: 'x'.repeat(300) })])).toBe('ok');
    expect(await read([...begun, frameLine(1, { text: 'x'.repeat(500) })])).toMatch(
      /^too-large: .*a line 4 that is longer/,
    );
    expect(await read([], 'x'.repeat(600))).toMatch(/^not-an-archive/);
    const failed = (order: number) => ({
      ...(error(order) as object),
      kind: 'send-failed',
      size: 1,
      error: 'e'.repeat(390),
    });
    expect(await read([...begun, failed(5), failed(6), failed(7)])).toBe('ok');
    expect(await read([...begun, failed(5), failed(6), failed(7), failed(8)])).toMatch(
      /^too-large: .*beside/,
    );
  });

  it('up to a bound of the whole', async () => {
    const file = sessionFile([...begun, ...Array.from({ length: 900 }, (_, at) => frameLine(at + 1))]);
    const small = await readSockscope(file, createSessionLog(), { ...bounds, lines: 1000, unpacked: 50_000 });
    expect(small).toMatchObject({ ok: false, error: { code: 'too-large' } });
  });
});
