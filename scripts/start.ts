import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'puppeteer-core';
import { startDemoServer } from '../demo/server/server.ts';
import manifest from '../package.json' with { type: 'json' };
import { buildReport } from '../src/analyze/report/report.ts';
import { reportText } from '../src/analyze/report/report-text.ts';
import { createAnalysis } from '../src/analyze/session-analysis.ts';
import { writeSockscope } from '../src/archive/formats/sockscope-format.ts';
import { openDevTools, openPanel } from './browser/devtools.ts';
import { launchBrowser } from './browser/launch.ts';
import { readSession } from './read-session.ts';

/** How long a page named on the command line is recorded without a display. */
const recordSeconds = 15;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { headless: { type: 'boolean' } },
});
const display = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const [target, extra] = positionals;

if (extra !== undefined || (target !== undefined && !URL.canParse(target))) {
  console.error('Usage: npm start [-- [--headless] URL], with a whole URL such as http://localhost:8080/');
  process.exitCode = 2;
} else if (values.headless || !display) await headless(target);
else await inspect(target);

/** A window on the page, DevTools on our panel; ends when the window is closed. */
async function inspect(url: string | undefined): Promise<void> {
  const demo = url === undefined ? await startDemoServer(0, join('out', 'demo')) : null;
  const browser = await launchBrowser({ headless: false });
  const [page = await browser.newPage()] = await browser.pages();
  await openPanel(page);
  await page.goto(url ?? demo!.url);
  console.log(`Inspecting ${url ?? demo!.url}. Close the window to stop.`);
  await new Promise((resolve) => browser.once('disconnected', resolve));
  await demo?.close();
}

/** Runs the demo's exercises (or waits on the page), saves the session to out/ and prints the report. */
async function headless(url: string | undefined): Promise<void> {
  const demo = url === undefined ? await startDemoServer(0, join('out', 'demo')) : null;
  let browser: Browser | null = null;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage();
    const devtools = await openDevTools(page);
    // The demo has two pages; one session holds both.
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    await page.goto(url ?? demo!.url);
    if (url === undefined) {
      await runExercises(page);
      await page.goto(new URL('socketio.html', demo!.url).href);
      await runExercises(page);
    } else await new Promise((resolve) => setTimeout(resolve, recordSeconds * 1000));
    // The hook hands over in batches: the session is whole when nothing has come for a while.
    await settled(() => devtools.evaluate<number>('sockscopeHost.log.version'));
    const log = await readSession(devtools.evaluate);
    const createdAt = Math.ceil(log.startedAt + log.lastTime);
    await mkdir('out', { recursive: true });
    const path = join('out', `${url === undefined ? 'demo' : new URL(url).hostname}.sockscope`);
    await writeFile(path, await writeSockscope(log, { createdAt, version: manifest.version }));
    const analysis = createAnalysis(log);
    analysis.finish(createdAt - log.startedAt);
    process.stdout.write(reportText(await buildReport(analysis)));
    console.log(`Saved ${path}. Read it again: node dist/cli/sockscope.js report ${path}`);
  } finally {
    await browser?.close();
    await demo?.close();
  }
}

async function runExercises(page: Page): Promise<void> {
  for (const name of await page.evaluate(() => globalThis.sockscopeDemo.names)) {
    process.stderr.write(`${name} … `);
    const said = await page.evaluate((each) => globalThis.sockscopeDemo.run(each).catch(String), name);
    process.stderr.write(`${said}\n`);
  }
}

async function settled(read: () => Promise<number>): Promise<void> {
  for (let last = -1, now = await read(); now !== last; ) {
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
    now = await read();
  }
}
