import type { Browser, Page } from 'puppeteer-core';
import { launchBrowser } from '../support/browser.ts';
import { type OpenDevTools, openDevTools, openPanel } from '../support/devtools-panel.ts';
import { startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { processOf, rendererKind } from './process-time.ts';
import type { Bench, BenchRow } from './row.ts';

const seconds = Number(process.env.SOCKSCOPE_FLOOD_SECONDS ?? 60);
/** Frames a second that page and server each try to send: more than two cores can carry with DevTools open, and what they can. */
const rates = [20_000, 1_000] as const;
/** Each in turn, so that what else the cores do falls on all alike. Where nothing is short, one round says it all. */
const rounds = { 20000: 3, 1000: 1 } as const;
const kinds = ['plain', 'closed', 'open'] as const;
type Kind = (typeof kinds)[number];

interface Flow {
  readonly sent: number;
  readonly received: number;
}

/** Runs in the page: as many frames as the clock asks for, until the time is over, then waits for what is under way. */
async function flood(url: string, seconds: number, rate: number): Promise<Flow> {
  const ws = new WebSocket(url);
  await new Promise((resolve) => ws.addEventListener('open', resolve));
  let sent = 0;
  let received = 0;
  ws.onmessage = () => received++;
  const text = `silent ${'x'.repeat(223)}`;
  const from = performance.now();
  ws.send(`pour ${rate} ${seconds} 230`);
  await new Promise<void>((resolve) => {
    const turn = (): void => {
      const passed = performance.now() - from;
      // What the thread was too busy to send is not made up for in one go: 20 ms of it at most.
      const due = Math.min((passed / 1000) * rate, sent + rate / 50);
      while (sent < due) {
        ws.send(text);
        sent++;
      }
      if (passed > seconds * 1000) resolve();
      else setTimeout(turn, 1);
    };
    turn();
  });
  const flow = { sent, received };
  const state = window as unknown as { totals: () => Flow };
  state.totals = () => ({ sent: sent + 1, received });
  return flow;
}

/** CPU time so far of Chromium's processes by what they are, and of this one, which is the server; seconds. */
async function cpuTimes(browser: Browser, page: number): Promise<Map<string, number>> {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const { user, system } = process.cpuUsage();
  const times = new Map([['server', (user + system) / 1e6]]);
  for (const { type, id, cpuTime } of processInfo) {
    const kind = type === 'renderer' ? rendererKind(id, page) : type.replace('.mojom.NetworkService', '');
    times.set(kind, (times.get(kind) ?? 0) + cpuTime);
  }
  return times;
}

/** "page 0.60, server 0.31": cores, the busiest first. */
function sayCores(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string {
  return [...after]
    .map(([kind, time]) => ({ kind, cores: (time - (before.get(kind) ?? 0)) / seconds }))
    .filter(({ cores }) => cores >= 0.02)
    .sort((one, other) => other.cores - one.cores)
    .map(({ kind, cores }) => `${kind} ${cores.toFixed(2)}`)
    .join(', ');
}

const flowOf = ({ sent, received }: Flow): number => sent + received;

const middle = <T extends Flow>(runs: readonly T[]): T =>
  [...runs].sort((one, other) => flowOf(one) - flowOf(other))[Math.floor(runs.length / 2)]!;

async function recordedAll(devtools: OpenDevTools, page: Page): Promise<string> {
  const missing = async (): Promise<number> => {
    const totals = await page.evaluate<[], () => Flow>('totals()' as never);
    const connection = (await readLog(devtools, 'connections')).at(-1)!;
    const { facts } = await readLog(devtools, 'drops');
    return totals.sent + totals.received - connection.sent.frames - connection.received.frames - facts.count;
  };
  await until(missing, (count) => count === 0, { timeout: 120_000, every: 500 });
  const drops = await readLog(devtools, 'drops');
  const counted = Object.entries(drops).filter(([, { count }]) => count > 0);
  return counted.length === 0
    ? 'nothing dropped'
    : `dropped, counted: ${counted.map(([kind, { count }]) => `${count} ${kind}`).join(', ')}`;
}

export const bench: Bench = {
  name: 'flood',
  async rows() {
    const server = await startEchoServer();
    type Run = Flow & { readonly told: string; readonly cores: string };
    const run = async (rate: number, kind: Kind): Promise<Run> => {
      const browser = await launchBrowser(kind === 'plain' ? { extensions: [] } : {});
      try {
        const page = await browser.newPage();
        const devtools =
          kind === 'plain'
            ? void (await page.openDevTools())
            : await (kind === 'open' ? openPanel : openDevTools)(page);
        await page.goto(server.http);
        await page.evaluate('globalThis.__name = (named) => named');
        const renderer = await processOf(page);
        const before = await cpuTimes(browser, renderer);
        const flow = await page.evaluate(flood, server.ws, seconds, rate);
        const cores = sayCores(before, await cpuTimes(browser, renderer));
        return { ...flow, cores, told: devtools ? await recordedAll(devtools, page) : '' };
      } finally {
        await browser.close();
      }
    };
    try {
      const rows: BenchRow[] = [];
      const say = ({ sent, received }: Flow): string =>
        `${Math.round(sent / seconds)} sent and ${Math.round(received / seconds)} received a second`;
      for (const rate of rates) {
        const runs: Record<Kind, Run[]> = { plain: [], closed: [], open: [] };
        for (let round = 0; round < rounds[rate]; round++)
          for (const kind of kinds) runs[kind].push(await run(rate, kind));
        const plain = middle(runs.plain);
        for (const kind of ['closed', 'open'] as const) {
          const hooked = middle(runs[kind]);
          const told = [...new Set(runs[kind].map((each) => each.told))].join(', ');
          rows.push({
            name: `${rate} frames/s each way, panel ${kind}`,
            ratio: flowOf(hooked) / flowOf(plain),
            baseline: 'unpatched page, DevTools open',
            detail: `${say(hooked)} against ${say(plain)}, for ${seconds} s, medians of ${rounds[rate]} (${runs[kind].map((each, nth) => `×${(flowOf(each) / flowOf(runs.plain[nth]!)).toFixed(2)}`).join(', ')}); ${told}; cores: ${hooked.cores}; against ${plain.cores}`,
          });
        }
      }
      return rows;
    } finally {
      await server.close();
    }
  },
};
