import { describe, expect, it } from 'vitest';
import { blockRows } from '../../../src/session/frame-columns.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionWriter } from '../../../src/session/session.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { defaultLimits } from '../../../src/wire/limits.ts';

const opening: readonly Fact[] = [
  { kind: 'page', order: 0, time: 0, page: 1, url: 'http://page/', frame: 'top', origin: 5000 },
  {
    kind: 'constructed',
    order: 1,
    time: 1,
    connection: 1,
    page: 1,
    url: 'ws://server/',
    protocols: [],
    readyState: 0,
  },
  { kind: 'opened', order: 2, time: 2, connection: 1, protocol: 'chat', extensions: '' },
];

const frame = (number: number, data: string | Uint8Array | null = 'x'.repeat(10)): Fact => ({
  kind: 'frame',
  order: number + 2,
  time: number + 2,
  connection: 1,
  number,
  direction: number % 2 ? 'sent' : 'received',
  size: data?.length ?? 10,
  data,
  binary: typeof data !== 'string',
});

function createFilledLog(frames: number, limits = {}) {
  const log = createSessionLog({ ...defaultLimits, ...limits });
  for (const fact of opening) log.append(fact);
  for (let number = 1; number <= frames; number++) log.append(frame(number));
  return log;
}

describe('session log', () => {
  it('takes a frame for binary once its bytes come, whatever was said of it before', () => {
    const log = createFilledLog(0);
    log.append({ ...frame(1, null), binary: false } as Fact);
    log.append({ kind: 'bytes-of', order: 4, time: 9, connection: 1, number: 1, data: Uint8Array.of(7) });
    expect(log.frame(1)).toMatchObject({ data: Uint8Array.of(7), binary: true });
  });

  it('tells pages, connections and frames', () => {
    const log = createFilledLog(3);
    expect(log.startedAt).toBe(5000);
    expect(log.connection(1)).toMatchObject({
      protocol: 'chat',
      sent: { frames: 2, bytes: 20 },
      received: { frames: 1, bytes: 10 },
    });
    expect(log.frame(2)).toMatchObject({ direction: 'received', data: 'xxxxxxxxxx', payload: 'kept' });
    expect(log.frame(4)).toBeUndefined();
  });

  it('gives back the facts it was given, in order', () => {
    const log = createFilledLog(2500);
    const closed: Fact = {
      kind: 'closed',
      order: 2503,
      time: 3000,
      connection: 1,
      code: 1000,
      reason: '',
      wasClean: true,
    };
    log.append(closed);
    const facts = [...log.facts()];
    expect(facts.map(({ order }) => order)).toEqual(Array.from({ length: 2504 }, (_, order) => order));
    expect(facts.slice(0, 3)).toEqual(opening);
    expect(facts[3]).toEqual(frame(1));
    expect([...log.facts(2502)]).toEqual([closed]);
  });

  it('fills in the bytes of a Blob', () => {
    const log = createFilledLog(0);
    log.append(frame(1, null));
    expect(log.frame(1)?.payload).toBe('pending');
    log.append({ kind: 'bytes-of', order: 4, time: 9, connection: 1, number: 1, data: Uint8Array.of(7, 8) });
    expect(log.frame(1)).toMatchObject({ payload: 'kept', size: 2, data: Uint8Array.of(7, 8) });
    expect(log.payloadBytes).toBe(2);
  });

  it('drops the oldest payloads over the budget and counts them', () => {
    const log = createFilledLog(3 * blockRows, { payloadBytes: 2 * blockRows * 10 });
    expect(log.payloadBytes).toBeLessThanOrEqual(2 * blockRows * 10);
    expect(log.drops.payloads).toEqual({ count: blockRows, bytes: blockRows * 10 });
    expect(log.frame(1)).toMatchObject({ payload: 'dropped', data: null, size: 10 });
    expect(log.frame(3 * blockRows)?.payload).toBe('kept');
  });

  it('drops the oldest rows over the limit and counts them', () => {
    const log = createFilledLog(3 * blockRows, { frames: 2 * blockRows });
    expect(log.firstFrame).toBe(blockRows + 1);
    expect(log.drops.frames).toEqual({ count: blockRows, bytes: blockRows * 10 });
    expect(log.frame(1)).toBeUndefined();
    expect(log.frame(blockRows + 1)?.number).toBe(blockRows + 1);
  });

  it('keeps the row of a frame that is too large', () => {
    const log = createFilledLog(0, { payloadCap: 5 });
    log.append(frame(1));
    expect(log.frame(1)).toMatchObject({ payload: 'dropped', size: 10 });
    expect(log.drops.payloads.count).toBe(1);
  });

  it('thins out samples, never the rest', () => {
    const log = createFilledLog(0, { events: 100 });
    for (let order = 3; order < 500; order++) {
      log.append({ kind: 'buffered', order, time: order, connection: 1, amount: order });
    }
    expect(log.events.length).toBeLessThanOrEqual(101);
    expect(log.events.slice(0, 3)).toEqual(opening);
    expect(log.drops.signals.count).toBe(500 - log.events.length);
  });

  it('keeps what is still open over a clear, and goes on numbering', () => {
    const log = createFilledLog(10);
    const { epoch } = log;
    log.clear();
    expect(log).toMatchObject({ startedAt: 5000, payloadBytes: 0, epoch: epoch + 1 });
    expect(log.connections).toMatchObject([{ id: 1, protocol: 'chat', sent: { frames: 0 } }]);
    log.append(frame(11));
    expect([log.firstFrame, log.lastFrame, log.frame(11)?.number]).toEqual([11, 11, 11]);
  });

  it('forgets everything when it starts at another time', () => {
    const log = createFilledLog(10);
    log.clear(9000);
    expect(log).toMatchObject({ startedAt: 9000, lastTime: 0, connections: [], pages: [], events: [] });
  });

  it('lets go of payloads one by one, oldest first, and only as many as it must', () => {
    const log = createFilledLog(500, { payloadBytes: 1000 });
    expect(log.payloadBytes).toBe(1000);
    expect(log.drops.payloads).toEqual({ count: 400, bytes: 4000 });
    expect([log.frame(400)?.payload, log.frame(401)?.payload]).toEqual(['dropped', 'kept']);
  });

  it('counts late bytes of a Blob like any other, whatever was let go of before', () => {
    const log = createFilledLog(0, { payloadBytes: 1000, payloadCap: 500 });
    for (let number = 1; number <= 300; number++)
      log.append(frame(number, number <= 100 ? null : 'x'.repeat(10)));
    const bytesOf = (number: number, size: number): Fact => ({
      kind: 'bytes-of',
      order: 302 + number,
      time: 400,
      connection: 1,
      number,
      data: new Uint8Array(size),
    });
    expect(log.payloadBytes).toBe(1000);
    log.append(bytesOf(1, 501));
    expect(log.frame(1)).toMatchObject({ payload: 'dropped', data: null, size: 501 });
    expect(log.drops.payloads).toEqual({ count: 101, bytes: 1501 });
    for (let number = 2; number <= 100; number++) {
      log.append(bytesOf(number, 500));
      expect(log.payloadBytes).toBeLessThanOrEqual(1000);
    }
    // They are older than all that is kept, so they go first.
    expect(log.frame(300)?.payload).toBe('kept');
    expect(log.frame(2)).toMatchObject({ payload: 'dropped', size: 500 });
  });

  it('counts text by what it takes in memory', () => {
    const log = createFilledLog(0);
    log.append({ ...frame(1, '세계'), size: 6 } as Fact);
    expect(log.payloadBytes).toBe(4);
    log.append(frame(2, 'ascii'));
    expect(log.payloadBytes).toBe(9);
  });

  const event = (order: number, rest: object): Fact => ({ order, time: order, ...rest }) as unknown as Fact;
  const opened = (log: SessionWriter, order: number, connection: number, page = 1): number => {
    log.append(
      event(order, {
        kind: 'constructed',
        connection,
        page,
        url: `ws://server/${connection}`,
        protocols: [],
        readyState: 0,
      }),
    );
    log.append(event(order + 1, { kind: 'opened', connection, protocol: '', extensions: '' }));
    return order + 2;
  };
  const closed = { kind: 'closed', code: 1000, reason: '', wasClean: true };

  it('is bounded in events, oldest of what is over first, and lists what it has the facts of', () => {
    const log = createFilledLog(3, { events: 100 });
    let order = 6;
    for (let connection = 2; connection <= 500; connection++) {
      order = opened(log, order, connection);
      log.append(event(order++, { ...closed, connection }));
    }
    expect(log.events.length).toBeLessThanOrEqual(100);
    expect(log.events.slice(0, 3)).toEqual(opening);
    const listed = log.connections.map(({ id }) => id);
    expect([listed[0], listed.at(-1)]).toEqual([1, 500]);
    expect(listed.slice(1)).toEqual(listed.slice(1).map((_, at) => listed[1]! + at));
    expect(log.connections.at(-1)).toMatchObject({ close: { code: 1000 } });
    const begun = log.events.flatMap((each) => (each.kind === 'constructed' ? [each.connection] : []));
    expect(begun).toEqual(listed);
    expect(log.connection(2)).toBeUndefined();
    expect(log.drops.facts.count).toBe(3 + 499 * 3 - log.events.length);
    // Of the oldest it kept whole connections, and no facts of one that is gone.
    for (const each of log.events)
      if ('connection' in each) expect(log.connection(each.connection)).toBeDefined();
  });

  it('keeps no fact about what it has let go of, and counts it', () => {
    const log = createFilledLog(0, { events: 80 });
    const of = (kind: string, order: number): Fact =>
      ({ kind, order, time: order, connection: 1, code: 1006, reason: '', wasClean: false, size: 1 }) as Fact;
    log.append(of('closed', 3));
    log.append({ kind: 'page-left', order: 4, time: 4, page: 1 });
    // Until the bound is reached, and not further: a full log would let go of what comes at once.
    for (let order = 5; log.connection(1); order++)
      log.append({ kind: 'page', order, time: order, page: order, url: '', frame: 'top', origin: 5000 });
    const before = log.drops.facts.count;
    log.append(of('sent-after-close', 300));
    log.append({ kind: 'visibility', order: 301, time: 301, page: 1, visible: true });
    expect(log.events.every((event) => event.kind === 'page')).toBe(true);
    expect(log.drops.facts.count).toBe(before + 2);
  });

  it('keeps no fact about what a clear forgot: nothing of it was lost', () => {
    const log = createFilledLog(0);
    const last = { order: 3, time: 3, connection: 1 };
    log.append({ kind: 'closed', ...last, code: 1000, reason: '', wasClean: true });
    log.clear();
    log.append({ kind: 'sent-after-close', ...last, order: 4, size: 1 });
    expect(log.events.map((event) => event.kind)).toEqual(['page']);
    expect(log.drops.facts.count).toBe(0);
  });

  it('keeps a connection that is over while frames of it are kept, and even the open ones within the bound', () => {
    const log = createFilledLog(3, { events: 100 });
    log.append(event(6, { ...closed, connection: 1 }));
    for (let order = 7; order < 1000; order++)
      log.append(event(order, { kind: 'visibility', page: 1, visible: true }));
    expect(log.connection(1)?.close?.code).toBe(1000);
    expect(log.events.slice(0, 3)).toEqual(opening);
    let order = 1000;
    for (let connection = 2; connection <= 500; connection++) order = opened(log, order, connection);
    expect(log.events.length).toBeLessThanOrEqual(100);
    expect(log.connections.length).toBeLessThanOrEqual(50);
    expect(log.connections.at(-1)).toMatchObject({ id: 500, closedAt: null });
    log.clear();
    expect(log.connections.at(-1)).toMatchObject({ id: 500, openedAt: 1997 });
  });

  it('is bounded in the strings of events and in call stacks, which it caps', () => {
    const log = createFilledLog(0, { eventBytes: 1_000_000 });
    const long = 'a'.repeat(50_000);
    let order = 3;
    const sizes = () => [...log.facts()].reduce((sum, fact) => sum + JSON.stringify(fact).length, 0);
    for (let connection = 2; connection < 200; connection++) {
      log.append(event(order++, { kind: 'send-failed', connection: 1, size: 1, error: long }));
      log.append({ ...frame(order - 2), order: order++, number: connection, stack: long } as Fact);
      expect(sizes()).toBeLessThan(1_100_000);
    }
    expect(log.events[0]).toEqual(opening[0]);
    expect(log.frame(199)?.stack).toMatch(/ characters more\)$/);
    expect(log.frame(3)?.stack).toBeUndefined();
    expect(log.drops.facts.count).toBeGreaterThan(0);
    expect(log.drops.signals.count).toBe(0);
  });

  it('takes millions of events past the bound in the time of as many appends', () => {
    const log = createFilledLog(0, { events: 50_000 });
    const from = performance.now();
    for (let order = 3; order < 1_000_000; order++)
      log.append({ kind: 'visibility', order, time: order, page: 1, visible: true });
    // A hang bound: one pass over the list for each event takes minutes.
    expect(performance.now() - from).toBeLessThan(10_000);
    expect(log.events.length).toBeLessThanOrEqual(50_000);
  });

  it('leaves 10,000 pages with 100,000 connections in no more than their number of steps', () => {
    const log = createSessionLog();
    const from = performance.now();
    let order = 0;
    let connection = 0;
    for (let page = 1; page <= 10_000; page++) {
      log.append(event(order++, { kind: 'page', page, url: 'http://page/', frame: 'iframe', origin: 5000 }));
      for (let each = 0; each < 10; each++) order = opened(log, order, ++connection, page);
    }
    for (let page = 1; page <= 10_000; page++) log.append(event(order++, { kind: 'page-left', page }));
    // A hang bound: walking all connections for each page takes 10 s and more.
    expect(performance.now() - from).toBeLessThan(5000);
    expect(log.connections.every(({ endedBy }) => endedBy === 'page-left')).toBe(true);
    expect(log.pages.every(({ leftAt }) => leftAt !== null)).toBe(true);
  });

  it('gives facts of one moment, whatever is let go of meanwhile', () => {
    const log = createFilledLog(50, { events: 20 });
    const reading = log.facts()[Symbol.iterator]();
    const orders = [reading.next().value!.order];
    for (let order = 53; order < 200; order++)
      log.append({ kind: 'buffered', order, time: order, connection: 1, amount: order });
    for (let next = reading.next(); !next.done; next = reading.next()) orders.push(next.value.order);
    expect(orders).toEqual(Array.from({ length: 53 }, (_, order) => order));
  });
});
