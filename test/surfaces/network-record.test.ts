import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNetworkEntry } from '../../extension/devtools/network-entry.ts';
import { createNetworkRecord } from '../../extension/devtools/network-record.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { createNumbering } from '../../src/session/rebase.ts';
import type { Fact } from '../../src/wire/fact.ts';

const hookUrl = 'chrome-extension://id/hook.js';
const start = Date.UTC(2026, 0, 1);

interface Draft {
  readonly key: string;
  readonly url?: string;
  /** ms after the session's start */
  readonly at?: number;
  readonly worker?: boolean;
  readonly status?: number;
  readonly finished?: boolean;
  readonly messages?: readonly (readonly [
    'send' | 'receive' | 'error',
    at: number,
    data: string,
    opcode?: number,
  ])[];
}

/** An entry as Chromium 156 writes it, as far as it is read. */
const entryOf = ({
  key,
  url = 'ws://s/',
  at = 0,
  worker = false,
  status = 101,
  finished,
  messages = [],
}: Draft) => ({
  _resourceType: 'websocket',
  _initiator: {
    stack: {
      callFrames: worker ? [{ url: 'http://page/worker.js' }] : [{ url: hookUrl }, { url: 'http://page/' }],
    },
  },
  ...(worker ? {} : { pageref: 'page_1' }),
  startedDateTime: new Date(start + at).toISOString(),
  request: {
    url,
    headers: [
      { name: 'Sec-WebSocket-Key', value: key },
      { name: 'Sec-WebSocket-Protocol', value: 'a, b' },
    ],
  },
  response: { status, headers: [{ name: 'Sec-WebSocket-Protocol', value: 'a' }] },
  timings: { wait: 5, receive: finished ? 10 : 0 },
  _webSocketMessages: messages.map(([type, time, data, opcode = type === 'error' ? -1 : 1]) => ({
    type,
    time: (start + time) / 1000,
    opcode,
    data,
  })),
});

function createScene() {
  const log = createSessionLog();
  const numbering = createNumbering();
  numbering.zero = start;
  let clock = start + 1000;
  let paused = false;
  let entries: readonly object[] = [];
  const record = createNetworkRecord({
    log,
    numbering,
    hookUrl,
    har: () => Promise.resolve({ entries }),
    wallClock: () => clock,
    isPaused: () => paused,
  });
  const tell = (fact: object, time: number): void =>
    log.append({ ...fact, order: numbering.order(), time } as Fact);
  tell({ kind: 'page', page: numbering.page(), url: 'http://page/', frame: 'top', origin: start }, 0);
  const connect = (at: number, url = 'ws://s/'): number => {
    const connection = numbering.connection();
    tell({ kind: 'constructed', connection, page: 1, url, protocols: [], readyState: 0 }, at);
    return connection;
  };
  const send = (connection: number, at: number, data: string): void =>
    tell(
      {
        kind: 'frame',
        connection,
        number: numbering.frame(),
        direction: 'sent',
        size: data.length,
        data,
        binary: false,
      },
      at,
    );
  const read = async (...drafts: readonly Draft[]): Promise<void> => {
    entries = drafts.map(entryOf);
    clock += 1500;
    await record.read();
  };
  return { log, connect, send, read, pause: (value: boolean) => (paused = value) };
}

describe('network record', () => {
  it('tells the handshake once, and compares when both sides are at rest', async () => {
    const { log, connect, send, read } = createScene();
    const connection = connect(10);
    send(connection, 20, 'one');
    const draft: Draft = { key: 'k', at: 11, messages: [['send', 20, 'one']] };
    await read(draft);
    expect(log.connection(connection)?.handshake).toMatchObject({ status: 101, wait: 5 });
    expect(log.connection(connection)?.compared).toBeNull();
    await read(draft);
    expect(log.connection(connection)?.compared).toMatchObject({ sent: 1, recordedSent: 1, received: 0 });
    const { version } = log;
    await read(draft);
    expect(log.version).toBe(version);
  });

  it('does not compare what moves, and tells a difference that stays', async () => {
    const { log, connect, send, read } = createScene();
    const connection = connect(10);
    send(connection, 20, 'one');
    await read({ key: 'k', at: 11, messages: [['send', 20, 'one']] });
    const more: Draft = {
      key: 'k',
      at: 11,
      messages: [
        ['send', 20, 'one'],
        ['receive', 30, 'unseen'],
      ],
    };
    await read(more);
    expect(log.connection(connection)?.compared).toBeNull();
    await read(more);
    expect(log.connection(connection)?.compared).toMatchObject({ received: 1, recordedReceived: 0 });
  });

  it('tells connections of one URL apart by their first frames, whatever the order', async () => {
    const { log, connect, send, read } = createScene();
    const [one, two] = [connect(10), connect(10)];
    send(two, 300, 'second');
    send(one, 700, 'first');
    await read(
      { key: 'first', at: 12, status: 401, messages: [['send', 700, 'first']] },
      { key: 'second', at: 12, messages: [['send', 300, 'second']] },
    );
    expect([one, two].map((id) => log.connection(id)?.handshake?.status)).toEqual([401, 101]);
  });

  it('takes the oldest where nothing tells them apart, and then does not count', async () => {
    const { log, connect, read } = createScene();
    const [one, two] = [connect(10), connect(10)];
    const drafts: Draft[] = [
      { key: 'a', at: 12 },
      { key: 'b', at: 12, status: 500 },
    ];
    await read(...drafts);
    expect(log.connection(one)?.handshake).toBeNull();
    for (let again = 0; again < 4; again++) await read(...drafts);
    expect([one, two].map((id) => log.connection(id)?.handshake?.status)).toEqual([101, 500]);
    expect(log.connection(one)?.compared).toBeNull();
  });

  it('tells thousands of connections of one URL apart within one reading', async () => {
    const { log, connect, send, read } = createScene();
    const count = 10_000;
    const all = Array.from({ length: count }, (_, at) => {
      const connection = connect(at * 300);
      send(connection, at * 300 + 5, 'hello');
      return connection;
    });
    const drafts = all.map(
      (_, at): Draft => ({
        key: `${at}`,
        at: at * 300 + 1,
        status: 101 + (at % 3),
        messages: [['send', at * 300 + 5, 'hello']],
      }),
    );
    await read(...drafts.toReversed());
    expect(all.map((id) => log.connection(id)?.handshake?.status)).toEqual(
      all.map((_, at) => 101 + (at % 3)),
    );
    // A hang bound: it takes under a second, and did not end within three minutes when each looked at all others.
  }, 30_000);

  it('records what no hook saw: at once for a worker, after a while for a page, frame by frame, to its end', async () => {
    const { log, read } = createScene();
    const first: Draft = {
      key: 'w',
      at: 100,
      worker: true,
      messages: [
        ['send', 120, 'text'],
        ['receive', 130, 'AQI=', 2],
      ],
    };
    const missed: Draft = { key: 'p', at: 110 };
    await read(first, missed);
    expect(log.pages.at(-1)).toMatchObject({ frame: 'worker', url: 'http://page/worker.js' });
    expect(log.connections).toMatchObject([
      { fromNetwork: true, protocols: ['a', 'b'], protocol: 'a', openedAt: 105 },
    ]);
    expect([log.frame(1), log.frame(2)]).toMatchObject([
      { time: 120, direction: 'sent', data: 'text' },
      { time: 130, direction: 'received', data: Uint8Array.of(1, 2), size: 2 },
    ]);
    await read({ ...first, finished: true, messages: [...first.messages!, ['send', 140, 'last']] }, missed);
    expect(log.frame(3)?.data).toBe('last');
    expect(log.connections[0]).toMatchObject({ endedBy: 'network' });
    await read(missed);
    expect(log.connections).toMatchObject([{}, { fromNetwork: true, page: 1 }]);
    await read();
    expect(log.connections[1]).toMatchObject({ endedBy: 'network' });
  });

  it('leaves out and counts what passes while paused', async () => {
    const { log, read, pause } = createScene();
    const draft: Draft = { key: 'w', at: 100, worker: true };
    await read(draft);
    pause(true);
    await read({ ...draft, messages: [['send', 120, 'unseen']] });
    pause(false);
    await read({
      ...draft,
      messages: [
        ['send', 120, 'unseen'],
        ['send', 130, 'seen'],
      ],
    });
    expect(log.frame(1)?.data).toBe('seen');
    expect(log.drops.facts.count).toBe(1);
  });

  it('brings nothing back that was cleared, and ignores what is older than the session', async () => {
    const { log, connect, read } = createScene();
    connect(10);
    const old: Draft = { key: 'k', at: 11 };
    const worker: Draft = { key: 'w', at: 100, worker: true, messages: [['send', 120, 'x']] };
    await read(old, worker, { key: 'before', at: -5000, worker: true });
    expect(log.connections).toHaveLength(2);
    log.clear(start + 60_000);
    await read(old, worker);
    expect(log.connections).toHaveLength(0);
  });

  it('says why a handshake failed, also where no request was sent', () => {
    const refused = {
      ...entryOf({ key: '', status: 0, messages: [['error', 5, 'net::ERR_CONNECTION_REFUSED']] }),
      startedDateTime: '1969-12-31T23:59:59.000Z',
      request: { url: 'ws://s/', headers: [] },
    };
    expect(readNetworkEntry(refused, hookUrl)).toMatchObject({
      startedAt: null,
      handshake: { status: 0, error: 'net::ERR_CONNECTION_REFUSED' },
    });
    const status = entryOf({
      key: 'k',
      status: 0,
      messages: [['error', 5, 'Unexpected response code: 503']],
    });
    expect(readNetworkEntry(status, hookUrl)?.handshake?.status).toBe(503);
  });

  it('leaves out what is of another type than Chromium writes', () => {
    const sound = entryOf({ key: 'k', messages: [['send', 20, 'one']] });
    const [message] = sound._webSocketMessages;
    const entry = readNetworkEntry(
      {
        ...sound,
        startedDateTime: '+275760-09-13T00:00:00.000Z',
        request: {
          ...sound.request,
          headers: [...sound.request.headers, { name: 'x', value: 5 }, { name: 'y' }],
        },
        response: { ...sound.response, status: Number.NaN },
        timings: { wait: Number.NaN, receive: '9' },
        _webSocketMessages: [
          { ...message, data: 5 },
          { ...message, time: Number.NaN },
          { ...message, time: 1e300 },
          { ...message, type: 'error', data: {} },
          message,
        ],
      },
      hookUrl,
    );
    expect(entry).toMatchObject({ key: 'k', startedAt: null, handshake: null, finished: false });
    expect(entry?.messages).toEqual([message]);
    expect(entry?.protocols).toEqual(['a', 'b']);
  });

  it.each([[null], ['text'], [{ entries: 5 }], [{ entries: 'k' }], [{ entries: {} }]])(
    'reads nothing from a record that is %j',
    async (har) => {
      const log = createSessionLog();
      const record = createNetworkRecord({
        log,
        numbering: createNumbering(),
        hookUrl,
        har: () => Promise.resolve(har),
        wallClock: () => start,
        isPaused: () => false,
      });
      await record.read();
      expect(log.version).toBe(0);
    },
  );

  it('never throws on what is no entry', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (value, inner) => {
        readNetworkEntry(value, hookUrl);
        for (const field of ['request', 'response', 'timings', '_initiator', '_webSocketMessages'])
          readNetworkEntry({ ...entryOf({ key: 'k' }), [field]: inner }, hookUrl);
      }),
    );
  });
});
