import { describe, expect, it } from 'vitest';
import { createRefresh } from '../../extension/panel/store/refresh.ts';

/** A window in which time passes when the test says so; frames come every 16 ms, and a paint takes as long as it is told. */
function createWindow({ paintTakes = 5, visible = true } = {}) {
  let time = 0;
  let frames: (() => void)[] = [];
  let painted: (() => void)[] = [];
  let timers: { at: number; run: () => void }[] = [];
  const told: string[] = [];
  /** How much is new, in turns of work. */
  const state = { visible, left: 0 };
  const refresh = createRefresh(
    (ms) => {
      told.push(`work ${ms} at ${time}`);
      state.left = Math.max(0, state.left - 1);
      return state.left === 0;
    },
    () => told.push(`paint at ${time}`),
    {
      now: () => time,
      beforePaint: (run) => frames.push(run),
      afterPaint: (run) => painted.push(run),
      later(run, ms) {
        const timer = { at: time + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((each) => each !== timer);
        };
      },
    },
  );
  const tick = (): void => {
    time++;
    for (const timer of timers.filter(({ at }) => at <= time)) {
      timers = timers.filter((each) => each !== timer);
      timer.run();
    }
    if (time % 16 !== 0 || !state.visible) return;
    const due = frames;
    frames = [];
    for (const run of due) run();
    const ends = painted;
    painted = [];
    if (ends.length > 0) time += paintTakes;
    for (const run of ends) run();
  };
  return {
    state,
    refresh,
    pass(ms: number, each: () => void = () => undefined): readonly string[] {
      const from = told.length;
      for (const until = time + ms; time < until; ) {
        each();
        tick();
      }
      return told.slice(from);
    },
  };
}

const paintsIn = (told: readonly string[]): number[] =>
  told.filter((each) => each.startsWith('paint')).map((each) => Number(each.slice('paint at '.length)));

describe('when the panel paints', () => {
  it('shows what comes after a silence in the next frame', () => {
    const { refresh, pass } = createWindow();
    pass(1000);
    refresh.ask();
    expect(pass(20)).toEqual(['work 8 at 1008', 'paint at 1008']);
  });

  it('rests after a paint in proportion to it, and then shows what came meanwhile', () => {
    const { refresh, pass } = createWindow({ paintTakes: 5 });
    const paints = paintsIn(pass(2000, refresh.ask));
    const gaps = paints.slice(1).map((at, index) => at - paints[index]!);
    for (const gap of gaps) {
      expect(gap).toBeGreaterThanOrEqual(70);
      expect(gap).toBeLessThan(100);
    }
  });

  it('is not far behind where paints are slow, and leaves time to others where they are very slow', () => {
    const slow = createWindow({ paintTakes: 30 });
    const gapsOf = (paints: readonly number[]) => paints.slice(1).map((at, index) => at - paints[index]!);
    for (const gap of gapsOf(paintsIn(slow.pass(3000, slow.refresh.ask)))) expect(gap).toBeLessThan(250);
    const crawling = createWindow({ paintTakes: 300 });
    for (const gap of gapsOf(paintsIn(crawling.pass(9000, crawling.refresh.ask))))
      expect(gap).toBeGreaterThanOrEqual(600);
  });

  it('paints the last of what came during a rest without being asked again', () => {
    const { refresh, pass } = createWindow({ paintTakes: 10 });
    refresh.ask();
    expect(paintsIn(pass(30))).toHaveLength(1);
    refresh.ask();
    expect(paintsIn(pass(30))).toHaveLength(0);
    expect(paintsIn(pass(150))).toHaveLength(1);
    expect(pass(1000)).toEqual([]);
  });

  it('works in slices while much is new, and paints now and then meanwhile', () => {
    const { state, refresh, pass } = createWindow();
    state.left = 100;
    refresh.ask();
    const told = pass(3000);
    expect(told.filter((each) => each.startsWith('work'))).toHaveLength(100);
    expect(paintsIn(told).length).toBeGreaterThan(5);
    expect(told.at(-1)).toMatch(/^paint/);
  });

  it('works on while it is hidden, paints nothing, and paints at once when it is shown', () => {
    const { state, refresh, pass } = createWindow({ visible: false });
    state.left = 10;
    refresh.ask();
    const told = pass(2000);
    expect(paintsIn(told)).toEqual([]);
    expect(state.left).toBe(0);
    state.visible = true;
    expect(paintsIn(pass(20))).toHaveLength(1);
    expect(pass(1000)).toEqual([]);
  });

  it('does nothing more once it is stopped', () => {
    const { state, refresh, pass } = createWindow({ visible: false });
    refresh.ask();
    pass(600);
    refresh.stop();
    state.visible = true;
    refresh.ask();
    expect(pass(1000)).toEqual([]);
  });
});
