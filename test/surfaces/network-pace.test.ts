import { describe, expect, it } from 'vitest';

import { createPace, tickMs } from '../../extension/devtools/network-pace.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { Fact } from '../../src/wire/fact.ts';
import { mostMessagesRead } from '../../src/wire/limits.ts';

/** A log with traffic, and a browser that takes 10 µs a message, whose record is read whenever it is due. */
function createScene() {
  const log = createSessionLog();
  const pace = createPace(log, 0);
  let clock = 0;
  let order = 0;
  let messages = 0;
  const tell = (fact: object): void => log.append({ ...fact, order: ++order, time: clock } as Fact);
  tell({ kind: 'page', page: 1, url: 'http://page/', frame: 'top', origin: 1 });
  const open = (connection: number): void =>
    tell({ kind: 'constructed', connection, page: 1, url: 'ws://s/', protocols: [], readyState: 0 });
  let number = 0;
  const frames = (count: number): void => {
    for (let nth = 0; nth < count; nth++)
      tell({
        kind: 'frame',
        connection: 1,
        number: ++number,
        direction: 'sent',
        size: 1,
        data: 'x',
        binary: false,
      });
    messages += count;
  };
  /** Times of the readings of so many seconds, with so many frames in each tick. */
  const pass = (seconds: number, perTick: number): number[] => {
    const readings: number[] = [];
    for (const end = clock + seconds * 1000; clock < end; ) {
      clock += tickMs;
      if (perTick > 0) frames(perTick);
      if (!pace.isDue(clock)) continue;
      readings.push(clock);
      const ms = messages * 0.01;
      clock += ms;
      pace.took(clock, ms, messages);
    }
    return readings;
  };
  let pages = 1;
  const leave = (preserveLog: boolean): void => {
    if (!preserveLog) log.clear(clock);
    tell({ kind: 'page', page: ++pages, url: 'http://page/', frame: 'top', origin: 1 });
    messages = 0;
  };
  return { open, frames, pass, leave };
}

describe('network pace', () => {
  it('reads a small record every other second or so', () => {
    const { open, pass } = createScene();
    open(1);
    const readings = pass(30, 5);
    expect(readings[0]).toBe(500);
    expect(readings.length).toBeGreaterThan(15);
    expect(readings.length).toBeLessThan(25);
  });

  it('reads promptly after a connection was opened, for its handshake', () => {
    const { open, frames, pass } = createScene();
    open(1);
    frames(9000);
    pass(10, 0);
    open(2);
    expect(pass(1, 0)).toHaveLength(1);
  });

  it('takes a fortieth of the time at most, once the record has grown', () => {
    const { open, frames, pass } = createScene();
    open(1);
    frames(50_000);
    expect(pass(60, 0)).toEqual([20_000, 40_500]);
  });

  it('does not read while a flood goes on, and twice when it is over', () => {
    const { open, frames, pass } = createScene();
    open(1);
    frames(10_000);
    expect(pass(15, 4000).length).toBeLessThan(2);
    expect(pass(60, 0)).toHaveLength(2);
  });

  it('compares a large record twice at rest, and again only after it moved', () => {
    const { open, frames, pass } = createScene();
    open(1);
    frames(150_000);
    expect(pass(60, 0)).toHaveLength(2);
    frames(1);
    expect(pass(2, 0)).toHaveLength(0);
    expect(pass(60, 0)).toHaveLength(2);
  });

  it.each([false, true])(
    'leaves a record alone that would stop DevTools for seconds, until the page is left (log preserved: %s)',
    (preserveLog) => {
      const { open, frames, pass, leave } = createScene();
      open(1);
      frames(mostMessagesRead + 1);
      expect(pass(60, 0)).toEqual([]);
      leave(preserveLog);
      open(2);
      expect(pass(10, 0).length).toBeGreaterThan(3);
    },
  );
});
