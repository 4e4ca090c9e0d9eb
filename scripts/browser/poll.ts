/** Asks until the answer passes. A test waits for what it needs, never for a time. */
export async function until<T>(
  ask: () => Promise<T> | T,
  passes: (answer: T) => boolean = Boolean,
  { timeout = 20_000, every = 25 }: { timeout?: number; every?: number } = {},
): Promise<T> {
  const deadline = performance.now() + timeout;
  let last: unknown = 'nothing';
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (passes(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
  const told = last instanceof Error ? last.message : JSON.stringify(last)?.slice(0, 2000);
  throw new Error(`not within ${timeout} ms; the last answer was ${told}`);
}
