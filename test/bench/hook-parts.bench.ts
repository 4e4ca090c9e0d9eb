import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { openDevTools } from '../support/devtools-panel.ts';
import { startEchoServer } from '../support/echo-server.ts';
import { buildCut, parts } from './hook-cuts.ts';
import { mainThreadTime, processOf } from './process-time.ts';
import type { Bench } from './row.ts';

/**
 * What the parts of recording a received frame cost, each by what a build without it and without all that follows saves. The page
 * makes the events itself, 500 a task, so that neither the network nor going to sleep and waking up is in the figures.
 */
const rounds = 8;
const tasks = 200;
const perTask = 500;

const dispatching = `(async () => {
  const { port1, port2 } = new MessageChannel();
  for (let task = 0; task < ${tasks}; task++) {
    const events = Array.from({ length: ${perTask} }, (_, at) =>
      new MessageEvent('message', { data: 'x'.repeat(226) + (1000 + at) }));
    for (const event of events) ws.dispatchEvent(event);
    await new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(0); });
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
})()`;

export const bench: Bench = {
  name: 'hook-parts',
  async rows() {
    const server = await startEchoServer();
    const folder = await mkdtemp(join(tmpdir(), 'sockscope-parts-'));
    const browsers: Browser[] = [];
    try {
      const subjects: { run(): Promise<number>; readonly costs: number[] }[] = [];
      for (const [at, { page: setUp, cut }] of parts.entries()) {
        const hooked = cut !== undefined;
        const browser = await launchBrowser({
          extensions: hooked ? [buildCut(join(folder, String(at)), cut)] : [],
        });
        browsers.push(browser);
        const page = await browser.newPage();
        await (hooked ? openDevTools(page) : page.openDevTools());
        await page.goto(server.http);
        await page.evaluate(`(async () => {
          window.ws = new WebSocket('${server.ws}');
          await new Promise((resolve) => ws.addEventListener('open', resolve));
          ws.onmessage = ({ data }) => { window.data = data; };
          ${setUp ?? ''}
        })()`);
        const process = await processOf(page);
        const run = async (): Promise<number> => {
          const before = mainThreadTime(process);
          await page.evaluate(dispatching);
          return (mainThreadTime(process) - before) / (tasks * perTask);
        };
        subjects.push({ run, costs: [] });
      }
      for (let round = 0; round <= rounds; round++) {
        for (const { run, costs } of subjects) {
          const cost = await run();
          // The first round warms up.
          if (round > 0) costs.push(cost);
        }
      }
      // The least of each: what else the cores are busy with only adds.
      const figures = subjects.map(({ costs }) => Math.min(...costs));
      return parts.map(({ name }, at) => ({
        name,
        ratio: figures[at]! / figures[0]!,
        baseline: "the page's own listener",
        detail: `${figures[at]!.toFixed(2)} µs a frame of 230 B, ${(figures[at]! - figures[Math.max(0, at - 1)]!).toFixed(2)} more than the row above`,
      }));
    } finally {
      for (const browser of browsers) await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
