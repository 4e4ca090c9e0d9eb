import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { extensionDir, launchBrowser } from '../support/browser.ts';
import { openDevTools } from '../support/devtools-panel.ts';
import { startEchoServer } from '../support/echo-server.ts';
import { mainThreadTime, processOf } from './process-time.ts';
import type { Bench } from './row.ts';

/**
 * What the parts of recording a received frame cost, each by what a build without it and without all that follows saves. The page
 * makes the events itself, 500 a task, so that neither the network nor going to sleep and waking up is in the figures.
 */
const rounds = 8;
const tasks = 200;
const perTask = 500;

type Edit = readonly [script: 'hook' | 'bridge', found: RegExp, put: string];

/** Events of the page are recorded as if they were traffic, and without the recorder's answers nothing is dropped. */
const always: readonly Edit[] = [
  ['hook', /\.isTrusted===\w&&/, '.isTrusted!==0&&'],
  ['hook', /=64\*(\w+),(\w+)=2e5/, '=1e9*$1,$2=2e12'],
];
const parts: readonly { readonly name: string; readonly page?: string; readonly edit?: Edit | null }[] = [
  { name: "the page's own listener" },
  { name: 'one more, empty', page: `ws.addEventListener('message', () => {}, true)` },
  {
    name: "the hook's, recording nothing",
    edit: ['hook', /[\w$]+\(e,t,`received`,[^()]+\(n\),[\w$]+\(\)\)/, '0'],
  },
  {
    name: 'recorded, no batch handed on',
    edit: ['hook', /[\w$]+\(\w,new [\w$]+\(`message`,\w\)\)/, '0'],
  },
  {
    name: 'handed to the bridge, not read',
    edit: ['bridge', /\(\{data:\w,lastEventId:\w\}\)=>\{/, '()=>{return;'],
  },
  { name: 'read by the bridge, not posted', edit: ['bridge', /\w+\.postMessage\(\w\?\w\(\w\):\w\)/, '0'] },
  { name: 'all', edit: null },
];

function build(folder: string, edits: readonly Edit[]): string {
  cpSync(extensionDir, folder, { recursive: true });
  for (const [script, found, put] of edits) {
    const file = join(folder, `extension/${script}/${script}.iife.js`);
    const code = readFileSync(file, 'utf8');
    const times = code.match(new RegExp(found, 'g'))?.length ?? 0;
    if (times !== 1) throw new Error(`${found} is ${times} times in the built ${script}, not once`);
    writeFileSync(file, code.replace(found, put));
  }
  return folder;
}

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
      for (const [at, { page: setUp, edit }] of parts.entries()) {
        const hooked = edit !== undefined;
        const edits = [...always, ...(edit ? [edit] : [])];
        const browser = await launchBrowser({
          extensions: hooked ? [build(join(folder, String(at)), edits)] : [],
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
