/** ms of work a turn, where a paint waits behind it and where nobody looks. */
const slice = 8;
const hiddenSlice = 50;
/** Of what a paint took, this many times is left to others before the next one. */
const restShare = 14;
/** ms that a view is behind at most. Only paints of more than half of that rest longer, so that two thirds are left to others. */
const longestRest = 200;
/** An animation frame that has not come after this many ms: the panel is not on screen. */
const hiddenAfter = 250;

/** Where time and turns come from: the window, or a test. */
export interface RefreshClock {
  now(): number;
  /** Runs once, before the next paint; never while the panel is hidden. */
  beforePaint(run: () => void): void;
  /** Runs once, after the paint that is due. */
  afterPaint(run: () => void): void;
  /** Returns what takes it back. */
  later(run: () => void, ms: number): () => void;
}

export interface Refresh {
  /** Something is new. */
  ask(): void;
  stop(): void;
}

/**
 * When to work and when to paint. What comes after a silence is painted at once. A paint that took 5 ms is followed by 70 ms of rest, in
 * which new things wait together: a flood costs a fifteenth of the thread, whatever a view has to do for it. While the panel is hidden
 * (another tab of DevTools: it then has no animation frames, and still counts as visible) work goes on and nothing is painted.
 *
 *   ask ┬ rest is over ──> animation frame: work(8), paint ──> rest
 *       └ else wait, once   └ none came: work(50), again and again until there is one
 *
 * @param work takes up what is new, for about so many ms; false when more is left
 */
export function createRefresh(
  work: (ms: number) => boolean,
  paint: () => void,
  clock: RefreshClock = windowClock,
): Refresh {
  let waiting = false;
  let stopped = false;
  let paintedAt = Number.NEGATIVE_INFINITY;
  let rest = 0;
  let cancel = (): void => undefined;

  const whileHidden = (): void => {
    if (stopped) return;
    const done = work(hiddenSlice);
    cancel = clock.later(whileHidden, done ? hiddenAfter : 0);
  };

  const onFrame = (): void => {
    cancel();
    waiting = false;
    if (stopped) return;
    const from = clock.now();
    const done = work(slice);
    if (done || from - paintedAt >= longestRest) {
      paintedAt = from;
      paint();
      clock.afterPaint(() => {
        const took = clock.now() - from;
        rest = Math.min(Math.max(longestRest, took * 2), took * restShare);
      });
    }
    if (!done) next();
  };

  const next = (): void => {
    waiting = true;
    clock.beforePaint(onFrame);
    cancel = clock.later(whileHidden, hiddenAfter);
  };

  return {
    ask() {
      if (waiting || stopped) return;
      const wait = paintedAt + rest - clock.now();
      if (wait <= 0) {
        next();
        return;
      }
      waiting = true;
      cancel = clock.later(next, wait);
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}

const windowClock: RefreshClock = {
  now: () => performance.now(),
  beforePaint: (run) => void requestAnimationFrame(run),
  // A task of its own, which waits for the style, layout and paint of the frame that is being made.
  afterPaint(run) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      run();
    };
    port2.postMessage(null);
  },
  later(run, ms) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
