import type { OpenPanel } from '../support/devtools-panel.ts';

/** How long the panel's thread, which the recorder shares, could answer nobody: tasks of more than 50 ms. */
export interface Blocked {
  readonly tasks: number;
  /** ms, all of them together. */
  readonly total: number;
  /** ms */
  readonly longest: number;
}

/** Runs in the panel. */
function observe(): void {
  const blocked = { tasks: 0, total: 0, longest: 0 };
  Object.assign(window, { blocked });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      blocked.tasks++;
      blocked.total += duration;
      blocked.longest = Math.max(blocked.longest, duration);
    }
  }).observe({ type: 'longtask' });
}

/** Begins to watch, or begins anew. Returns what reads what was seen since. */
export async function watchBlocked({ panel }: OpenPanel): Promise<() => Promise<Blocked>> {
  await panel.evaluate('globalThis.__name = (named) => named');
  await panel.evaluate(observe);
  return () => panel.evaluate<[], () => Blocked>('blocked' as never);
}

export const formatBlocked = ({ tasks, total, longest }: Blocked): string =>
  `panel blocked ${(total / 1000).toFixed(1)} s in ${tasks} tasks, ${longest.toFixed(0)} ms at most`;

/** ms until the panel has answered one question and painted. */
export async function answerTime({ panel }: OpenPanel): Promise<number> {
  const asked = performance.now();
  await panel.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))');
  return performance.now() - asked;
}
