/** Runs in a task after `delay` ms, without a timer id, which the page could see missing from its own. */
export function later(run: () => void, delay: number): void {
  if ('scheduler' in globalThis) void scheduler.postTask(run, { delay });
  else setTimeout(run, delay);
}
