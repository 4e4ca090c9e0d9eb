import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import type { Page } from 'puppeteer-core';

interface TraceEvent {
  readonly name: string;
  readonly args: { readonly data?: { readonly frames?: readonly { frame: string; processId: number }[] } };
}

/** The process that a page runs in, as a trace of it tells. */
export async function processOf(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  const { frameTree } = await session.send('Page.getFrameTree');
  await session.detach();
  await page.tracing.start({ categories: ['disabled-by-default-devtools.timeline'] });
  const trace = new TextDecoder().decode((await page.tracing.stop()) ?? new Uint8Array());
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const started = traceEvents.find(({ name }) => name === 'TracingStartedInBrowser');
  const frame = started?.args.data?.frames?.find((each) => each.frame === frameTree.frame.id);
  if (!frame) throw new Error(`no process of ${page.url()} in its trace`);
  return frame.processId;
}

/**
 * CPU time of a process's main thread, µs, as the kernel counts it (Linux). The browser's own count
 * (`Performance.getMetrics` by thread ticks) asks the kernel at every call into a script, and that costs more than the calls that are
 * measured here.
 */
export function mainThreadTime(process: number): number {
  if (platform() !== 'linux')
    throw new Error('CPU time is read from /proc/…/schedstat: this benchmark needs Linux');
  return Number(readFileSync(`/proc/${process}/task/${process}/schedstat`, 'utf8').split(' ')[0]) / 1000;
}

/** Whose a renderer is. */
export function rendererKind(process: number, page: number): 'page' | 'extension' | 'DevTools' {
  if (process === page) return 'page';
  const command = readFileSync(`/proc/${process}/cmdline`, 'utf8');
  return command.includes('--extension-process') ? 'extension' : 'DevTools';
}
