import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../src/analyze/settings.ts';
import { openPanel } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { createScene, frame } from '../support/recorder-scene.ts';
import { answerTime, formatBlocked, watchBlocked } from './blocked.ts';
import { type InspectedPage, leftAlone, panelSize, promise, withInspectedPage } from './inspected-page.ts';
import { extensionMemory } from './memory.ts';
import { heapInUse } from './node-heap.ts';
import type { Scenario } from './scenario.ts';

const connections = 100_000;
/** Documents one after the other, and how long each opens real connections. */
const documents = 4;
const documentSeconds = 60;
/** Chromium lets one handshake at a time through to one address: each server is another. */
const servers = 20;
/** Chromium makes each wait, 1 to 5 s, the longer the more are under way: 50 at once are 16 a second. */
const atOnce = 6;
/** ms. A panel that is blocked for longer hangs. */
const hangs = 5000;

/** Runs in the page: opens, says a word, hears it and closes; each tenth is cut off by the server. */
function openForever(urls: readonly string[], atOnce: number, seconds: number): void {
  const totals = { opened: 0, closed: 0, done: false };
  Object.assign(window, { totals });
  const end = performance.now() + seconds * 1000;
  const next = (): void => {
    if (performance.now() > end) {
      totals.done = totals.opened === totals.closed;
      return;
    }
    const number = totals.opened++;
    const ws = new WebSocket(urls[number % urls.length]!);
    ws.onopen = () => ws.send(number % 10 === 9 ? 'cut' : `{"id":${number},"type":"hello"}`);
    ws.onmessage = () => ws.close();
    ws.onclose = () => {
      totals.closed++;
      next();
    };
  };
  for (let count = 0; count < atOnce; count++) next();
}

/** Runs in the devtools page of a page without a hook: the facts of as many connections, one in ten of which is lost, in moments. */
async function fillLog(connections: number): Promise<void> {
  const { log } = (
    globalThis as unknown as { sockscopeHost: { log: { append(fact: object): void; flush(): void } } }
  ).sockscopeHost;
  let order = 0;
  let number = 0;
  const append = (fact: object): void => log.append({ order: order++, ...fact });
  append({ kind: 'page', time: 0, page: 1, url: 'http://a/', frame: 'top', origin: Date.now() });
  for (let connection = 1; connection <= connections; connection++) {
    const time = connection;
    append({
      kind: 'constructed',
      time,
      connection,
      page: 1,
      url: `ws://s/${connection % 20}`,
      protocols: [],
      readyState: 0,
    });
    append({ kind: 'opened', time, connection, protocol: '', extensions: '' });
    const data = `{"id":${connection},"type":"hello"}`;
    for (const direction of ['sent', 'received'])
      append({
        kind: 'frame',
        time,
        connection,
        number: ++number,
        direction,
        size: data.length,
        data,
        binary: false,
      });
    const isLost = connection % 10 === 9;
    if (!isLost) append({ kind: 'close-requested', time, connection, code: null, reason: '' });
    append({ kind: 'closed', time, connection, code: isLost ? 1006 : 1005, reason: '', wasClean: !isLost });
    if (connection % 500 === 0) {
      log.flush();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** In a real browser, as many as it opens in the time. */
async function openReal(
  { browser, page, server, devtools, complaints }: InspectedPage,
  say: (line: string) => void,
): Promise<string> {
  const others: EchoServer[] = [];
  for (let count = 0; count < servers; count++) others.push(await startEchoServer());
  try {
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    const blocked = await watchBlocked(devtools);
    let opened = 0;
    for (let document = 1; document <= documents; document++) {
      await page.goto(`${server.http}/${document}`);
      await page.evaluate('globalThis.__name = (named) => named');
      await page.evaluate(
        openForever,
        others.map(({ ws }) => ws),
        atOnce,
        documentSeconds,
      );
      const totals = await until(
        () => page.evaluate<[], () => { opened: number; done: boolean }>('totals' as never),
        ({ done }) => done,
        { timeout: 120_000, every: 500 },
      );
      opened += totals.opened;
      const answered = await answerTime(devtools);
      say(
        `${opened} real connections; ${formatBlocked(await blocked())}, answers in ${answered.toFixed(0)} ms`,
      );
    }
    const listed = (): Promise<number> => devtools.evaluate('sockscopeHost.log.connections.length');
    await until(listed, (count) => count === opened);
    promise((await readLog(devtools, 'drops')).facts.count === 0, 'facts were dropped');
    leftAlone(complaints);
    const seen = await blocked();
    promise(seen.longest < hangs, `the panel was blocked for ${seen.longest.toFixed(0)} ms at once`);
    return `${opened} real connections over ${documents} documents, each listed, ${formatBlocked(seen)}, ${await extensionMemory(browser)} MiB`;
  } finally {
    for (const each of others) await each.close();
  }
}

/** All of them in the panel of a real browser, from facts that are put into its log. */
async function showAll({ browser }: InspectedPage, say: (line: string) => void): Promise<string> {
  const page = await browser.newPage();
  const devtools = await openPanel(page, panelSize);
  const blocked = await watchBlocked(devtools);
  await devtools.evaluate('globalThis.__name = (named) => named');
  await devtools.evaluate(`(${fillLog})(${connections})`);
  say(`${connections} connections in the log; ${formatBlocked(await blocked())}`);
  await until(
    () => devtools.panel.evaluate('document.querySelector("[aria-label=Connections] .conn.all").innerText'),
    (text) => String(text).replaceAll(/\D/g, '') === String(connections),
    { timeout: 120_000 },
  );
  const tabs: string[] = [];
  for (const tab of ['exchanges', 'deliveries', 'findings', 'frames']) {
    await devtools.panel.evaluate(`document.querySelector('#tab-${tab}').click()`);
    tabs.push(`${tab} ${(await answerTime(devtools)).toFixed(0)} ms`);
  }
  const elements = Number(await devtools.panel.evaluate('document.querySelectorAll(".conn").length'));
  promise(elements < 1000, `${elements} connections are elements of the panel`);
  const seen = await blocked();
  promise(seen.longest < hangs, `the panel was blocked for ${seen.longest.toFixed(0)} ms at once`);
  return `${connections} put into a log: ${formatBlocked(seen)}, opening ${tabs.join(', ')}`;
}

/** All of them through a recorder, in Node. */
function recordAll(): string {
  const { log, visit } = createScene();
  const analysis = createAnalysis(log, defaultSettings);
  const page = visit();
  const from = performance.now();
  for (let connection = 2; connection <= connections; connection++) {
    page.send(
      {
        kind: 'constructed',
        connection,
        page: 0,
        url: `ws://s/${connection % 20}`,
        protocols: [],
        readyState: 0,
      },
      { kind: 'opened', connection, protocol: '', extensions: '' },
      { ...frame(connection), connection },
      { kind: 'closed', connection, code: 1006, reason: '', wasClean: false },
    );
    if (connection % 1000 === 0) analysis.pump(log.lastTime);
  }
  analysis.pump(log.lastTime);
  const took = (performance.now() - from) / 1000;
  promise(log.connections.length === connections, `${log.connections.length} connections are listed`);
  promise(log.drops.facts.count === 0, `${log.drops.facts.count} facts were dropped`);
  return `${connections} through a recorder and analysis in Node: ${took.toFixed(0)} s, ${heapInUse()} MiB`;
}

/** A hundred thousand connections in one session, with the log preserved. */
export const scenario: Scenario = {
  name: 'connections',
  async run(say) {
    const recorded = recordAll();
    say(recorded);
    return withInspectedPage(async (scene) => {
      const real = await openReal(scene, say);
      return `${real}; ${await showAll(scene, say)}; ${recorded}`;
    });
  },
};
