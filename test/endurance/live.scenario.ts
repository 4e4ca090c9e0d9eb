import { launchBrowser } from '../support/browser.ts';
import { openPanel } from '../support/devtools-panel.ts';
import { startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { extensionMemory } from './memory.ts';
import type { Scenario } from './scenario.ts';

const seconds = Number(process.env.SOCKSCOPE_ENDURE_SECONDS ?? 7200);
/** Requests a second; the server sends each back, so that twice as many frames pass. */
const rate = Number(process.env.SOCKSCOPE_ENDURE_RATE ?? 500);
/** Seconds between looks. */
const sampleEvery = Math.min(60, seconds / 12);

/** Runs in the page. Ids, types and sizes as an application has them. */
function talk(url: string, rate: number): void {
  const ws = new WebSocket(url);
  const totals = { sent: 0, received: 0 };
  Object.assign(window, { ws, totals });
  ws.onmessage = () => totals.received++;
  ws.onopen = () => {
    const from = performance.now();
    setInterval(() => {
      const due = Math.min(((performance.now() - from) / 1000) * rate, totals.sent + rate);
      while (totals.sent < due) {
        const id = totals.sent++;
        ws.send(JSON.stringify({ id, type: `kind.${id % 7}`, data: 'x'.repeat(id % 300) }));
      }
    }, 20);
  };
}

export const scenario: Scenario = {
  name: 'live',
  async run(say) {
    const server = await startEchoServer();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const devtools = await openPanel(page, { size: { width: 1200, height: 800 } });
      await page.goto(server.http);
      await page.evaluate('globalThis.__name = (named) => named');
      await page.evaluate(talk, server.ws, rate);
      const memory: number[] = [];
      let slowest = 0;
      const sample = async (): Promise<void> => {
        const asked = performance.now();
        await devtools.panel.evaluate('document.querySelectorAll("[role=row]").length');
        const answered = performance.now() - asked;
        slowest = Math.max(slowest, answered);
        memory.push(await extensionMemory(browser));
        const drops = await readLog(devtools, 'drops');
        const counted = Object.entries(drops).filter(([, { count }]) => count > 0);
        say(
          `${await devtools.evaluate('sockscopeHost.log.lastFrame')} frames, ${memory.at(-1)} MiB, the panel answers in ${answered.toFixed(0)} ms` +
            `${counted.length === 0 ? '' : `; let go: ${counted.map(([kind, { count }]) => `${count} ${kind}`).join(', ')}`}`,
        );
      };
      for (let passed = 0; passed < seconds; passed += sampleEvery) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(sampleEvery, seconds - passed) * 1000));
        await sample();
      }
      // The page stops, and what is under way arrives.
      await page.evaluate('for (let id = 1; id < 1000; id++) clearInterval(id)');
      const totals = await until(
        () => page.evaluate<[], () => { sent: number; received: number }>('totals' as never),
        ({ sent, received }) => sent === received,
      );
      const recorded = async (): Promise<number> => {
        const [connection] = await readLog(devtools, 'connections');
        return connection!.sent.frames + connection!.received.frames;
      };
      await until(recorded, (count) => count === totals.sent + totals.received, { timeout: 60_000 });
      const { facts } = await readLog(devtools, 'drops');
      if (facts.count > 0) throw new Error(`${facts.count} facts were lost`);
      const quarter = Math.ceil(memory.length / 4);
      const mean = (list: readonly number[]): number =>
        list.reduce((sum, each) => sum + each, 0) / list.length;
      const growth = mean(memory.slice(-quarter)) / mean(memory.slice(quarter, 2 * quarter));
      return (
        `${seconds} s: ${totals.sent + totals.received} frames, each recorded; memory of the last quarter ×${growth.toFixed(2)} of the second ` +
        `(${memory.at(-1)} MiB, at most ${Math.max(...memory)}); the panel answered in ${slowest.toFixed(0)} ms at most`
      );
    } finally {
      await browser.close();
      await server.close();
    }
  },
};
