import { type AddressInfo, createServer, type Server } from 'node:net';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { answerTime, formatBlocked, watchBlocked } from './blocked.ts';
import { leftAlone, promise, withInspectedPage } from './inspected-page.ts';
import { extensionMemory } from './memory.ts';
import type { Scenario } from './scenario.ts';

const facts = 2_000_000;
/** Of them `send` on a closed socket, for each of which Chromium writes a line on the console, which takes far longer than the fact. */
const tooLate = 100_000;
const perTask = 2000;

/** Runs in the page: `send` while the socket connects throws, after close it does nothing. Each is a fact, and none is a frame. */
async function tellFacts(url: string, silent: string, facts: number, tooLate: number, perTask: number) {
  const closed = new WebSocket(url);
  await new Promise((resolve) => {
    closed.onopen = () => closed.close();
    closed.onclose = resolve;
  });
  const connecting = new WebSocket(silent);
  const { port1, port2 } = new MessageChannel();
  let told = 0;
  port1.onmessage = () => {
    for (const end = Math.min(facts, told + perTask); told < end; told++)
      if (told < tooLate) closed.send('too late');
      else
        try {
          connecting.send('too early');
        } catch {}
    Object.assign(window, { told });
    if (told < facts) port2.postMessage(null);
  };
  port2.postMessage(null);
}

/** Accepts and never answers, so that a WebSocket stays in CONNECTING. */
async function startSilentServer(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    server.once('close', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const kept = `(() => {
  const { log } = sockscopeHost;
  let facts = 0;
  for (const event of log.events) if (event.kind === 'sent-after-close' || event.kind === 'send-failed') facts++;
  return { facts, dropped: log.drops.facts.count, events: log.events.length };
})()`;

/** Two million facts without one frame: each is in the log or counted as dropped, and recording goes on. */
export const scenario: Scenario = {
  name: 'facts',
  run: (say) =>
    withInspectedPage(async ({ browser, page, server, devtools, complaints }) => {
      const silent = await startSilentServer();
      await page.goto(server.http);
      await page.evaluate('globalThis.__name = (named) => named');
      const blocked = await watchBlocked(devtools);
      const from = performance.now();
      await page.evaluate(tellFacts, server.ws, silent.url, facts, tooLate, perTask);
      let said = 0;
      await until(
        async () => {
          const sent = Number(await page.evaluate('globalThis.told ?? 0'));
          if (sent >= said + facts / 10) {
            said = sent;
            say(`${sent} told`);
          }
          return sent;
        },
        (sent) => sent === facts,
        { timeout: 900_000, every: 500 },
      );
      const took = (performance.now() - from) / 1000;
      const count = (): Promise<{ facts: number; dropped: number; events: number }> =>
        devtools.evaluate(kept);
      const told = await until(count, (now) => now.facts + now.dropped >= facts, { timeout: 120_000 });
      say(JSON.stringify(told));
      const limits = await readLog(devtools, 'limits');
      promise(told.events <= limits.events, `${told.events} facts are kept`);
      // Beside them go the facts of the connection itself, and how the page is seen.
      promise(
        told.facts + told.dropped <= facts + 100,
        `${told.facts} kept and ${told.dropped} dropped are more than there were`,
      );
      const answered = await answerTime(devtools);
      // Recording goes on.
      const frame = await readLog(devtools, 'lastFrame');
      await page.evaluate(
        `{ const ws = new WebSocket('${server.ws}'); ws.onopen = () => ws.send('still here'); }`,
      );
      await until(async () => (await readLog(devtools, 'lastFrame')) === frame + 2);
      silent.server.close();
      leftAlone(complaints.filter((text) => !text.includes('CLOSING or CLOSED')));
      return (
        `${facts} facts in ${took.toFixed(0)} s: ${told.facts} kept, ${told.dropped} counted as dropped; recording goes on; ` +
        `${formatBlocked(await blocked())}, answers in ${answered.toFixed(0)} ms; ${await extensionMemory(browser)} MiB`
      );
    }),
};
