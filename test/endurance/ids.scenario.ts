import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../src/analyze/settings.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { Fact } from '../../src/wire/fact.ts';
import { defaultLimits } from '../../src/wire/limits.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { answerTime, formatBlocked, watchBlocked } from './blocked.ts';
import { leftAlone, promise, withInspectedPage } from './inspected-page.ts';
import { extensionMemory } from './memory.ts';
import { heapInUse } from './node-heap.ts';
import type { Scenario } from './scenario.ts';

const ids = 1_000_000;
/** Of ten requests one is never answered. */
const unansweredOf = 10;
const isAnswered = (id: number): boolean => id % unansweredOf !== 0;
const frames = ids + ids - ids / unansweredOf;
const underWay = 5000;

/** Runs in the page: asks under an id of its own each time, as fast as the answers come. */
function askForever(url: string, ids: number, underWay: number, answeredShare: number): void {
  const ws = new WebSocket(url);
  const totals = { sent: 0, received: 0 };
  Object.assign(window, { totals });
  const ask = (): void => {
    const end = Math.min(ids, Math.floor(totals.received / answeredShare) + underWay);
    while (totals.sent < end) ws.send(JSON.stringify({ id: `request-${totals.sent++}`, type: 'user.get' }));
  };
  ws.onopen = ask;
  ws.onmessage = () => {
    totals.received++;
    // In moments, as an application asks, and not one for each answer.
    if (totals.received % 100 === 0) ask();
  };
}

/** The same ids through an analysis alone, with a log that keeps few rows, so that what grows is the analysis. Heap, MiB. */
function analyseAlone(): { readonly early: number; readonly late: number } {
  const log = createSessionLog({ ...defaultLimits, frames: 100_000 });
  const analysis = createAnalysis(log, defaultSettings);
  let order = 0;
  let number = 0;
  const append = (fact: object): void => log.append({ order: order++, ...fact } as Fact);
  const exchange = (direction: 'sent' | 'received', data: string, time: number): void =>
    append({
      kind: 'frame',
      time,
      connection: 1,
      number: ++number,
      direction,
      size: data.length,
      data,
      binary: false,
    });
  append({ kind: 'page', time: 0, page: 1, url: 'http://a/', frame: 'top', origin: 1 });
  append({
    kind: 'constructed',
    time: 0,
    connection: 1,
    page: 1,
    url: 'ws://s/',
    protocols: [],
    readyState: 0,
  });
  append({ kind: 'opened', time: 0, connection: 1, protocol: '', extensions: '' });
  let early = 0;
  for (let id = 0; id < ids; id++) {
    exchange('sent', `{"id":"request-${id}","type":"user.get"}`, id);
    if (isAnswered(id)) exchange('received', `{"id":"request-${id}","result":${id}}`, id + 0.5);
    if (id % 1000 === 999) analysis.pump(id + 1);
    if (id === ids / 4) early = heapInUse();
  }
  analysis.pump(ids);
  return { early, late: heapInUse() };
}

/** A million ids that are never the same, each tenth without an answer. */
export const scenario: Scenario = {
  name: 'ids',
  async run(say) {
    const heap = analyseAlone();
    say(`the analysis alone, in Node: ${heap.early} MiB after a quarter, ${heap.late} MiB at the end`);
    promise(heap.late <= 1.5 * heap.early, `the analysis grew from ${heap.early} to ${heap.late} MiB`);
    return withInspectedPage(async ({ browser, page, server, devtools, complaints }) => {
      const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
      sockets.on('connection', (socket) => {
        socket.on('message', (data: Buffer) => {
          const { id } = JSON.parse(data.toString()) as { readonly id: string };
          if (isAnswered(Number(id.slice('request-'.length)))) socket.send(JSON.stringify({ id, result: 1 }));
        });
        socket.on('error', () => undefined);
      });
      try {
        await page.goto(server.http);
        await page.evaluate('globalThis.__name = (named) => named');
        const blocked = await watchBlocked(devtools);
        const from = performance.now();
        const url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
        await page.evaluate(askForever, url, ids, underWay, 1 - 1 / unansweredOf);
        let said = 0;
        await until(
          () => page.evaluate<[], () => { sent: number; received: number }>('totals' as never),
          ({ sent, received }) => {
            if (sent >= said + ids / 5) {
              said = sent;
              say(`${sent} asked`);
            }
            return sent + received === frames;
          },
          { timeout: 600_000, every: 500 },
        );
        const took = (performance.now() - from) / 1000;
        const { recorded, dropped } = await until(
          async () => {
            const drops = await readLog(devtools, 'drops');
            const [connection] = await readLog(devtools, 'connections');
            const recorded = connection!.sent.frames + connection!.received.frames;
            return { recorded, dropped: drops.facts.count };
          },
          (count) => count.recorded + count.dropped >= frames,
          { timeout: 60_000 },
        );
        promise(recorded <= frames, `${recorded} frames are recorded, of ${frames}`);
        leftAlone(complaints);
        await devtools.panel.evaluate(`document.querySelector('#tab-exchanges').click()`);
        const answered = await answerTime(devtools);
        return (
          `${ids} ids, each tenth unanswered, in ${took.toFixed(0)} s: ${recorded} of ${frames} frames recorded, ${dropped} facts counted as dropped; ` +
          `${formatBlocked(await blocked())}, Exchanges open in ${answered.toFixed(0)} ms; ${await extensionMemory(browser)} MiB; ` +
          `analysis alone ${heap.early} MiB after a quarter, ${heap.late} MiB at the end`
        );
      } finally {
        for (const client of sockets.clients) client.terminate();
        sockets.close();
      }
    });
  },
};
