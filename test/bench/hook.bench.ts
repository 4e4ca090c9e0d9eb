import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type OpenDevTools, openDevTools } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { mainThreadTime, processOf } from './process-time.ts';
import { type Bench, type BenchRow, median } from './row.ts';

const rounds = 9;
const loads = [
  { name: '230 B text', bytes: 230, binary: false, frames: 4000 },
  { name: '64 KiB binary', bytes: 65_536, binary: true, frames: 250 },
] as const;
type Load = (typeof loads)[number];

interface Subject {
  readonly page: Page;
  readonly process: number;
  readonly devtools: OpenDevTools | null;
}

interface Cost {
  /** Time of the page's main thread for the whole run, ms: calls, events, and whatever the hook does afterwards. */
  readonly thread: number;
  /** Time inside the calls of `send`, ms. */
  readonly calls: number;
}

/** Runs in the page, whose own listener reads what came, as those of pages do. */
async function run(load: Load, direction: 'send' | 'receive'): Promise<number> {
  const { ws } = window as unknown as { ws: WebSocket };
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));
  if (direction === 'receive') {
    let seen = 0;
    await new Promise<void>((resolve) => {
      ws.onmessage = ({ data }) => {
        Object.assign(window, { data });
        if (++seen === load.frames) resolve();
      };
      ws.send(`${load.binary ? 'flood-binary' : 'flood'} ${load.frames} ${load.bytes}`);
    });
    await settled();
    return 0;
  }
  const data = load.binary ? new Uint8Array(load.bytes) : `silent ${'x'.repeat(load.bytes - 7)}`;
  const from = performance.now();
  for (let count = 0; count < load.frames; count++) ws.send(data);
  const calls = performance.now() - from;
  while (ws.bufferedAmount > 0) await settled();
  await settled();
  return calls;
}

async function measure({ page, process }: Subject, load: Load, direction: 'send' | 'receive'): Promise<Cost> {
  const before = mainThreadTime(process);
  const calls = await page.evaluate(run, load, direction);
  return { thread: (mainThreadTime(process) - before) / 1000, calls };
}

/**
 * The pages are in one Chromium. The unpatched ones are in a second browser context, where extensions do not run; the one
 * to compare an armed page with has DevTools open too, which costs by itself.
 */
async function createSubjects(browser: Browser, server: EchoServer) {
  const create = async (make: () => Promise<Page>, inspected: boolean): Promise<Subject> => {
    const page = await make();
    await page.goto(server.http);
    if (inspected && make === plain) await page.openDevTools();
    const devtools = inspected && make !== plain ? await openDevTools(page) : null;
    // tsx wraps functions in a call of its own `__name`, also those that are sent to the page.
    await page.evaluate('globalThis.__name = (named) => named');
    await page.evaluate(async (url) => {
      const ws = new WebSocket(url);
      ws.binaryType = 'arraybuffer';
      await new Promise((resolve) => ws.addEventListener('open', resolve));
      Object.assign(window, { ws });
    }, server.ws);
    return { page, process: await processOf(page), devtools };
  };
  const context = await browser.createBrowserContext();
  const plain = (): Promise<Page> => context.newPage();
  const hooked = (): Promise<Page> => browser.newPage();
  return {
    dormant: { plain: await create(plain, false), hooked: await create(hooked, false) },
    armed: { plain: await create(plain, true), hooked: await create(hooked, true) },
  };
}

export const bench: Bench = {
  name: 'hook',
  async rows() {
    const server = await startEchoServer();
    const browser = await launchBrowser();
    try {
      const subjects = await createSubjects(browser, server);
      const rows: BenchRow[] = [];
      const compare = async (
        name: string,
        { plain, hooked }: (typeof subjects)['armed'],
        load: Load,
        direction: 'send' | 'receive',
      ): Promise<void> => {
        const costs: { plain: Cost[]; hooked: Cost[] } = { plain: [], hooked: [] };
        for (let round = 0; round <= rounds; round++) {
          const one = await measure(plain, load, direction);
          const other = await measure(hooked, load, direction);
          // The first round warms up.
          if (round > 0) costs.plain.push(one);
          if (round > 0) costs.hooked.push(other);
        }
        rows.push(rowOf(`${name}, ${direction} ${load.name}`, load, costs));
      };
      for (const state of ['dormant', 'armed'] as const) {
        for (const load of loads) {
          for (const direction of ['send', 'receive'] as const)
            await compare(state, subjects[state], load, direction);
        }
      }
      const { armed } = subjects;
      await armed.hooked.devtools?.evaluate('sockscopeHost.recording.setStacks(true)');
      await compare('armed with call stacks', armed, loads[0], 'send');
      return rows;
    } finally {
      await browser.close();
      await server.close();
    }
  },
};

function rowOf(
  name: string,
  load: Load,
  costs: { readonly plain: readonly Cost[]; readonly hooked: readonly Cost[] },
): BenchRow {
  const perFrame = (all: readonly Cost[], field: keyof Cost): number =>
    (median(all.map((cost) => cost[field])) / load.frames) * 1000;
  const told = (field: keyof Cost): string =>
    `${perFrame(costs.hooked, field).toFixed(2)} µs against ${perFrame(costs.plain, field).toFixed(2)} µs`;
  const calls = name.includes('send') ? `; inside send ${told('calls')}` : '';
  return {
    name,
    ratio: perFrame(costs.hooked, 'thread') / perFrame(costs.plain, 'thread'),
    baseline: name.startsWith('dormant')
      ? 'unpatched page of the same Chromium'
      : 'unpatched page of the same Chromium, DevTools open',
    detail: `main thread per frame ${told('thread')}${calls}; ${load.frames} frames, ${rounds} rounds`,
  };
}
