import { describe, expect, it } from 'vitest';
import { fileCap, openArchive } from '../../../src/archive/archive.ts';
import { writeHar } from '../../../src/archive/formats/har-format.ts';
import { writeSockscope } from '../../../src/archive/formats/sockscope-format.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { logOf } from '../../support/frame-script.ts';

const message = { type: 'send', time: 1_700_000_000, opcode: 1, data: 'hi' };
const entry = {
  _webSocketMessages: [message],
  request: { url: 'wss://a/', headers: [] as unknown[] },
  response: { status: 101, headers: [] as unknown[] },
  startedDateTime: '2023-11-14T22:13:20.000Z',
};
const fileOf = (entries: unknown): Uint8Array => Buffer.from(JSON.stringify({ log: { entries } }));

const open = async (entries: unknown) => {
  const log = createSessionLog();
  const result = await openArchive(fileOf(entries), log);
  if (!result.ok) throw new Error(result.error.message);
  return { log, notes: result.value.notes };
};

const withMessages = (...messages: unknown[]) => ({ ...entry, _webSocketMessages: messages });

describe('a HAR', () => {
  it.each([
    [null],
    ['text'],
    [{}],
    [{ ...message, data: 7 }],
    [{ ...message, type: 'sent' }],
    [{ ...message, opcode: 'text' }],
    [{ ...message, time: null }],
    [{ ...message, time: 1e300 }],
    [{ ...message, time: -1 }],
  ])('loses one message that cannot be read, %j, and no other', async (bad) => {
    const { log, notes } = await open([withMessages(message, bad, message), entry]);
    expect(log).toMatchObject({ lastFrame: 3 });
    expect(log.connections.length).toBe(2);
    expect(notes).toEqual(['1 message that could not be read: skipped.']);
  });

  it.each([
    [{ ...entry, request: null }],
    [{ ...entry, request: { url: 7 } }],
    [{ ...entry, startedDateTime: 'yesterday' }],
    [{ ...entry, startedDateTime: { toString: 1 } }],
    [{ ...entry, startedDateTime: '+200000-01-01T00:00:00Z' }],
    [{ ...entry, startedDateTime: '1869-01-01T00:00:00Z' }],
  ])('loses one entry that cannot be placed, %j, and no other', async (bad) => {
    const { log, notes } = await open([entry, bad, { request: {} }, null, 7]);
    expect(log.connections.length).toBe(1);
    expect(notes).toEqual(['1 WebSocket entry without a URL or a valid date: skipped.']);
  });

  it.each([
    [{ name: 'a', value: { toString: 1 } }],
    [{ name: 'a', value: [] }],
    [{ name: { toString: null }, value: 'b' }],
    [null],
  ])('loses one header that is none, %j, and no other', async (bad) => {
    const good = { name: 'sec-websocket-protocol', value: 'v1' };
    const headers = [bad, good, { name: 'n', value: 7 }, { name: 'empty', value: null }];
    const { log, notes } = await open([{ ...entry, response: { status: 101, headers } }]);
    expect(log.connections[0]).toMatchObject({
      protocol: 'v1',
      handshake: {
        responseHeaders: [
          ['sec-websocket-protocol', 'v1'],
          ['n', '7'],
          ['empty', ''],
        ],
      },
    });
    expect(notes).toEqual(['1 header without a name or a plain value: skipped.']);
  });

  it.each([[-1], [1.5], [1e300], ['101'], [null]])('has no handshake for status %j', async (status) => {
    const { log } = await open([{ ...entry, response: { status, headers: 'none' } }]);
    expect(log.connections[0]).toMatchObject({ handshake: null, openedAt: 0 });
    expect(log.lastFrame).toBe(1);
  });

  it('keeps the row of a binary message that is no base64', async () => {
    const { log, notes } = await open([withMessages({ ...message, opcode: 2, data: '%' })]);
    expect(log.frame(1)).toMatchObject({ binary: true, data: null, payload: 'dropped' });
    expect(notes).toEqual(['1 payload could not be read (not base64): shown without bytes.']);
  });

  it('leaves out control frames without a word', async () => {
    const { log, notes } = await open([
      withMessages(message, { ...message, opcode: 9 }, { ...message, opcode: -1 }),
    ]);
    expect(log.lastFrame).toBe(1);
    expect(notes).toEqual([]);
  });

  it.each([
    ['a list of bad entries', fileOf([{ ...entry, request: null }]), 'broken'],
    ['no entries', fileOf([]), 'broken'],
    ['entries that are none', fileOf({ length: 1 }), 'not-an-archive'],
    ['no log', Buffer.from('{"log":null}'), 'not-an-archive'],
    ['nesting without end', Buffer.from(`{"log":${'['.repeat(1_000_000)}`), 'truncated'],
    ['empty lists without end', Buffer.from(`{"log":[${'[],'.repeat(11_000_000)}[]]}`), 'too-large'],
  ])('is refused with one sentence for %s', async (_name, file, code) => {
    const log = createSessionLog();
    const result = await openArchive(file, log);
    expect(result).toMatchObject({
      ok: false,
      error: { code, message: expect.stringMatching(/^[A-Z][^\n]+\.$/) },
    });
    expect(log.version).toBe(0);
  });

  it('is refused before it is read where it is longer than a string may be', async () => {
    const file = new Uint8Array(501 * 1024 ** 2);
    file.set(Buffer.from('{'));
    expect(await openArchive(file, createSessionLog())).toMatchObject({ error: { code: 'too-large' } });
    expect(await openArchive(new Uint8Array(fileCap + 1), createSessionLog())).toMatchObject({
      error: { code: 'too-large' },
    });
  });
});

describe('openArchive', () => {
  it('does not reject when its log fails, and leaves it empty', async () => {
    const log = createSessionLog();
    let appended = 0;
    const failing = Object.create(log, {
      append: {
        value: (fact: Fact) => {
          if (++appended === 3) throw new Error('no memory');
          log.append(fact);
        },
      },
    }) as typeof log;
    const result = await openArchive(fileOf([entry]), failing);
    expect(result).toMatchObject({
      error: { code: 'broken', message: expect.stringContaining('no memory') },
    });
    expect([...log.facts()]).toEqual([]);
    expect(log.connections).toEqual([]);
  });
});

describe('an export', () => {
  it.each([[Number.NaN], [9.4e15], [-9.4e15], [Infinity]])('does not throw for the date %d', async (date) => {
    const log = logOf('open 1 wss://a/\n> hi');
    log.clear(date);
    log.append({ kind: 'page', order: 9, time: 0, page: 1, url: 'x', frame: 'top', origin: date });
    log.append({
      kind: 'constructed',
      order: 10,
      time: 1,
      connection: 1,
      page: 1,
      url: 'wss://a/?&=&\ud800',
      protocols: [],
      readyState: 0,
    });
    expect(JSON.parse(writeHar(log, '1'))).toMatchObject({
      log: { entries: [{ _resourceType: 'websocket' }] },
    });
    expect((await writeSockscope(log, { createdAt: date, version: '1' })).length).toBeGreaterThan(0);
  });
});
