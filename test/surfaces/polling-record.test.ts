import { describe, expect, it } from 'vitest';
import { createPollingRecord } from '../../extension/devtools/polling-record.ts';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { createNumbering } from '../../src/session/rebase.ts';
import { until } from '../support/poll.ts';

const origin = Date.UTC(2026, 0, 1);
const base = 'http://app.example/socket.io/?EIO=4&transport=polling';

/** A HAR entry as the browser gives it, `start` and `end` in ms. */
const entry = (method: string, query: string, start: number, end: number, posted?: string, status = 200) => ({
  startedDateTime: new Date(origin + start).toISOString(),
  time: end - start,
  request: { method, url: `${base}${query}`, ...(posted !== undefined && { postData: { text: posted } }) },
  response: { status },
});

function setUp() {
  const log = createSessionLog();
  const flushes: (() => void)[] = [];
  let paused = false;
  const record = createPollingRecord({
    log,
    numbering: createNumbering(),
    isPaused: () => paused,
    later: (run) => flushes.push(run),
  });
  return {
    log,
    record,
    pause: () => {
      paused = true;
    },
    flush: () => {
      for (const each of flushes.splice(0)) each();
    },
    told: () =>
      [...log.facts()].map((fact) =>
        fact.kind === 'frame'
          ? `${fact.connection}${fact.direction === 'sent' ? '>' : '<'} ${String(fact.data)}`
          : fact.kind,
      ),
  };
}

const get = (
  record: ReturnType<typeof setUp>['record'],
  query: string,
  start: number,
  end: number,
  body: string | null,
  encoding = '',
) => record.take(entry('GET', query, start, end), async () => [body, encoding]);

describe('the record of long-polling', () => {
  const open = '0{"sid":"s1","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';

  it('makes a connection of a session, a frame of a body, in order of time', async () => {
    const { record, told, flush, log } = setUp();
    await get(record, '&t=a', 0, 5, open);
    // The answer ends before the request that asked for it.
    await get(record, '&t=b&sid=s1', 8, 12, '40{"sid":"x"}');
    await record.take(entry('POST', '&t=c&sid=s1', 7, 13, '40'), async () => ['ok', '']);
    flush();
    expect(told()).toEqual(['page', 'constructed', 'opened', `1< ${open}`, '1> 40', '1< 40{"sid":"x"}']);
    expect(log.connections[0]).toMatchObject({ url: `${base}&sid=s1`, fromNetwork: true });
    const analysis = createAnalysis(log);
    analysis.pump(log.lastTime);
    expect(analysis.exchanges).toMatchObject([{ name: 'CONNECT', state: 'answered' }]);
  });

  it.each([
    ['the noop that ends the last poll', '6', 200],
    ['a close', '1', 200],
    ['a session that the server does not know', '', 400],
  ])('ends a session with %s', async (_name, body, status) => {
    const { record, told, flush } = setUp();
    await get(record, '', 0, 5, open);
    await record.take(entry('GET', '&sid=s1', 8, 9, undefined, status), async () => [body, '']);
    await get(record, '&sid=s1', 20, 21, '42["late"]');
    flush();
    expect(told().at(-1)).toBe('ended');
  });

  it('keeps sessions apart, and reads base64', async () => {
    const { record, flush, log } = setUp();
    await get(record, '', 0, 5, open);
    await get(record, '', 1, 6, open.replace('s1', 's2'));
    await get(record, '&sid=s2', 8, 9, btoa('42["b"]'), 'base64');
    flush();
    expect(log.connections.map((each) => each.url)).toEqual([`${base}&sid=s1`, `${base}&sid=s2`]);
    expect(log.frame(3)).toMatchObject({ connection: 2, binary: true, size: 7 });
  });

  it('tells an answer whose body the browser let go', async () => {
    const { record, flush, log } = setUp();
    await get(record, '&sid=s1', 0, 5, null);
    await record.take(entry('GET', '&sid=s1', 8, 9), () => Promise.reject(new Error('gone')));
    flush();
    expect([log.frame(1)?.payload, log.frame(2)?.payload]).toEqual(['dropped', 'dropped']);
  });

  it('keeps no body that is no text', async () => {
    const { record, flush, log } = setUp();
    const posted = entry('POST', '&sid=s1', 0, 1);
    const request = { ...posted.request, postData: { text: 5 } };
    await record.take({ ...posted, request }, async () => ['ok', '']);
    flush();
    expect(log.frame(1)).toMatchObject({ data: null, size: 0, payload: 'dropped' });
  });

  it.each([
    [
      'another request',
      { ...entry('GET', '', 0, 1), request: { method: 'GET', url: 'http://app.example/' } },
    ],
    ['a preflight', entry('OPTIONS', '', 0, 1)],
    [
      'a WebSocket',
      { ...entry('GET', '', 0, 1), request: { method: 'GET', url: base.replace('polling', 'websocket') } },
    ],
    ['nothing', null],
    ['one that begins at no date', { ...entry('GET', '', 0, 1), startedDateTime: { toString: null } }],
    ['one past all dates', { ...entry('GET', '', 0, 1), startedDateTime: '+275760-09-13T00:00:00.000Z' }],
    ['one that never ends', { ...entry('GET', '', 0, 1), time: Number.POSITIVE_INFINITY }],
  ])('leaves %s alone', async (_name, each) => {
    const { record, told, flush } = setUp();
    await record.take(each, async () => [open, '']);
    flush();
    expect(told()).toEqual([]);
  });

  it('counts what passes while paused', async () => {
    const { record, told, flush, pause } = setUp();
    pause();
    await get(record, '', 0, 5, open);
    flush();
    expect(told()).toEqual(['dropped']);
  });

  it('is one chain with the WebSocket that takes over, whichever is told first', async () => {
    const { log } = setUp();
    log.append({
      kind: 'page',
      order: 1000,
      time: 0,
      page: 1,
      url: 'http://app.example/',
      frame: 'top',
      origin,
    });
    log.append({
      kind: 'constructed',
      order: 1001,
      time: 9,
      connection: 7,
      page: 1,
      protocols: [],
      readyState: 0,
      url: 'ws://app.example/socket.io/?EIO=4&transport=websocket&sid=s1',
    });
    const numbering = {
      ...createNumbering(),
      zero: origin,
      order: () => 2000 + log.events.length + log.lastFrame,
      connection: () => 8,
    };
    const late = createPollingRecord({ log, numbering, isPaused: () => false, later: (run) => run() });
    await late.take(entry('GET', '', 0, 5), async () => [open, '']);
    await until(() => log.connections.length === 2);
    const analysis = createAnalysis(log);
    analysis.pump(log.lastTime);
    expect(analysis.chains.map((each) => each.connections)).toEqual([[8, 7]]);
  });
});
