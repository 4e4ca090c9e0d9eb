import { describe, expect, it } from 'vitest';
import { blockRows } from '../../../src/session/frame-columns.ts';
import { createSessionLog } from '../../../src/session/log.ts';
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
});
