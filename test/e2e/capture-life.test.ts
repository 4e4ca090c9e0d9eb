import type { Browser, Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { type OpenDevTools, openDevTools, openPanel } from '../support/devtools-panel.ts';
import type { EchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { factsOf, readLog, recorded, recordedFrames } from '../support/recorded.ts';
import { ownPageForEachTest } from '../support/scenes.ts';

let browser: Browser;
let server: EchoServer;
let page: Page;

ownPageForEachTest((scene) => {
  ({ browser, server, page } = scene);
});

const socketPage = (path: string): string =>
  server.page(path, `<script>window.ws = new WebSocket('${server.ws}${path}')</script>`);

/** Kinds of events the hook's listeners on `ws` are for, as the browser's own debugger sees them. */
async function listenersOnSocket(): Promise<string[]> {
  const session = await page.createCDPSession();
  const { result } = await session.send('Runtime.evaluate', { expression: 'ws' });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
  await session.detach();
  return listeners.map(({ type }) => type).sort();
}

describe('several DevTools windows', () => {
  it('each records its own tab', async () => {
    const other = await browser.newPage();
    try {
      const [one, two] = [await openDevTools(page), await openDevTools(other)];
      await page.goto(socketPage('/one'));
      await other.goto(socketPage('/two'));
      await Promise.all([recorded(one, 'opened', 1), recorded(two, 'opened', 1)]);
      expect(await readLog(one, 'connections')).toMatchObject([{ url: `${server.ws}/one` }]);
      expect(await readLog(two, 'connections')).toMatchObject([{ url: `${server.ws}/two` }]);
    } finally {
      await other.close();
    }
  });

  it('opening a second one on a page that waits for the first to answer', async () => {
    const other = await browser.newPage();
    try {
      await openDevTools(page);
      await other.goto(socketPage('/waiting'));
      const late = await openDevTools(other);
      await recorded(late, 'opened', 1);
    } finally {
      await other.close();
    }
  });
});

describe('dormant, armed and back', () => {
  it('waits for its answer on a page that is busy for longer than it waits', async () => {
    const devtools = await openDevTools(page);
    const busy = 'const end = performance.now() + 4000; while (performance.now() < end);';
    await page.goto(
      server.page('/busy', `<script>window.ws = new WebSocket('${server.ws}/busy'); ${busy}</script>`),
    );
    await recorded(devtools, 'opened', 1);
    await page.evaluate(`ws.send('heard')`);
    expect(await recordedFrames(devtools, 2)).toHaveLength(2);
  });

  it('adds no listeners while nobody inspects, and takes them off again', async () => {
    await page.goto(socketPage('/dormant'));
    await until(() => page.evaluate('ws.readyState === 1'));
    await until(listenersOnSocket, (types) => types.length === 0);
    const devtools = await openDevTools(page);
    // The fifth is for what other realms call on it, under a name that no page can know.
    await until(
      listenersOnSocket,
      (types) => types.length === 5 && types.slice(1).join() === 'close,error,message,open',
    );
    await devtools.close();
    await until(listenersOnSocket, (types) => types.length === 0);
  });

  it('lists the sockets that live when DevTools opens, and records them from then on', async () => {
    await page.goto(socketPage('/late'));
    await until(() => page.evaluate('ws.readyState === 1'));
    await page.evaluate(`ws.send('unseen')`);
    const devtools = await openDevTools(page);
    await recorded(devtools, 'opened', 1);
    expect(await readLog(devtools, 'connections')).toMatchObject([
      { url: `${server.ws}/late`, firstReadyState: 1, closedAt: null },
    ]);
    await page.evaluate(`ws.send('seen')`);
    expect((await recordedFrames(devtools, 2)).map(({ data }) => data)).toEqual(['seen', 'seen']);
    await page.evaluate(`ws.close(4002)`);
    expect(await recorded(devtools, 'closed', 1)).toMatchObject([{ code: 4002 }]);
  });
});

describe('navigation', () => {
  let devtools: OpenDevTools;
  const urls = async (): Promise<string[]> =>
    (await factsOf(devtools, 'constructed')).map(({ url }) => url.replace(server.ws, ''));

  it('starts a new session, or keeps the old one; the last words of a page are heard', async () => {
    devtools = await openDevTools(page);
    const first = server.page(
      '/one',
      `<script>
        window.ws = new WebSocket('${server.ws}/one');
        addEventListener('pagehide', () => ws.send('silent last words'));
      </script>`,
    );
    await page.goto(first);
    await recorded(devtools, 'opened', 1);
    await page.goto(socketPage('/two'));
    await until(urls, (all) => all.join() === '/two');
    expect(await factsOf(devtools, 'frame')).toEqual([]);

    await page.goto(first);
    await until(urls, (all) => all.join() === '/one');
    await recorded(devtools, 'opened', 1);
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    await page.goto(socketPage('/three'));
    await until(urls, (all) => all.join() === '/one,/three');
    expect((await factsOf(devtools, 'frame')).map(({ data }) => data)).toEqual(['silent last words']);
    const [left, open] = await readLog(devtools, 'connections');
    expect([left?.endedBy, open?.endedBy]).toEqual(['page-left', null]);
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(false)');
  });

  it("says that a page of the browser's own is not recorded, and records the next one", async () => {
    devtools = await openDevTools(page);
    await page.goto(socketPage('/before'));
    await recorded(devtools, 'opened', 1);
    const isHeard = (): Promise<boolean> => devtools.evaluate<boolean>('sockscopeHost.recording.heard');
    expect(await isHeard()).toBe(true);
    await page.goto('chrome://version');
    await until(isHeard, (heard) => !heard);
    expect(await urls()).toEqual(['/before']);
    await page.goto(socketPage('/after'));
    await until(isHeard);
    await until(urls, (all) => all.join() === '/after');
  });

  it('records on after a page comes back from the back/forward cache', async () => {
    devtools = await openDevTools(page);
    await page.goto(server.page('/back', '<title>back</title>'));
    await page.evaluate('void (window.kept = true)');
    await page.goto(socketPage('/forth'));
    await until(urls, (all) => all.length === 1);
    await page.goBack();
    expect(await page.evaluate('kept')).toBe(true);
    await page.evaluate(`void (window.ws = new WebSocket('${server.ws}/again'))`);
    await until(urls, (all) => all.join() === '/again');
  });

  it('pauses, resumes and clears', async () => {
    devtools = await openDevTools(page);
    await page.goto(socketPage('/pause'));
    await recorded(devtools, 'opened', 1);
    await devtools.evaluate('sockscopeHost.recording.setPaused(true)');
    await page.evaluate(`ws.send('unrecorded')`);
    await page.evaluate(`new Promise((resolve) => { ws.onmessage = resolve; ws.send('also') })`);
    await devtools.evaluate('sockscopeHost.recording.setPaused(false)');
    await page.evaluate(`ws.send('recorded')`);
    await until(
      () => factsOf(devtools, 'frame'),
      (frames) => frames.filter(({ data }) => data === 'recorded').length === 2,
    );
    await devtools.evaluate('sockscopeHost.recording.clear()');
    expect(await factsOf(devtools, 'frame')).toEqual([]);
    expect(await readLog(devtools, 'connections')).toMatchObject([{ endedBy: null }]);
  });
});

describe('panel', () => {
  it('is given the host when it is shown', async () => {
    await page.goto(socketPage('/panel'));
    const { panel } = await openPanel(page);
    const urls = () =>
      panel.evaluate('window.sockscopeHost?.log.connections.map(({ url }) => url)') as Promise<string[]>;
    expect(await until(urls, (all) => all?.length === 1)).toEqual([`${server.ws}/panel`]);
    const har = await panel.evaluate('window.sockscopeHost.networkHar()');
    expect(har).toHaveProperty('entries');
  });
});

describe('an extension that goes away under a live page', () => {
  it('leaves the page as it was, in silence', async () => {
    const own = await launchBrowser();
    try {
      page = await own.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      const devtools = await openDevTools(page);
      await page.goto(socketPage('/reloaded'));
      await recorded(devtools, 'opened', 1);
      await devtools.evaluate('void setTimeout(() => chrome.runtime.reload())');
      await until(listenersOnSocket, (types) => types.length === 0);
      const echo = `new Promise((resolve) => { ws.onmessage = ({ data }) => resolve(data); ws.send('still here') })`;
      expect(await page.evaluate(echo)).toBe('still here');
      expect(complaints).toEqual([]);
    } finally {
      await own.close();
    }
  });
});

describe('a page that tells much with few facts', () => {
  it('has long addresses, protocols and stacks cut with a mark, and is compared all the same', async () => {
    const devtools = await openDevTools(page);
    await until(() => devtools.evaluate('sockscopeHost.networkHar().then((har) => har.entries.length >= 0)'));
    await page.goto(server.page('/long', '<body>'));
    await page.evaluate(`(() => {
      const deep = new Function('url', 'protocols', \`return function \${'f'.repeat(30_000)}() { return new WebSocket(url, protocols); }\`);
      const names = Array.from({ length: 300 }, (_, at) => 'p' + at);
      window.ws = deep('${server.ws}/long?' + 'x'.repeat(100_000), ['chosen', 'y'.repeat(5000), ...names])();
      ws.onopen = () => ws.send('hello');
    })()`);
    await recorded(devtools, 'compared', 1);
    const [told] = await factsOf(devtools, 'constructed');
    const mark = (more: string): string => `… (${more} characters more)`;
    const begun = `${server.ws}/long?`;
    expect(told!.url).toHaveLength(16 * 1024 - 40 + mark('83,683').length);
    expect(
      told!.url.endsWith(mark(new Intl.NumberFormat('en').format(begun.length + 100_000 - 16_344))),
    ).toBe(true);
    expect(told!.protocols).toHaveLength(100);
    expect(told!.protocols[1]!.endsWith(mark('4,016'))).toBe(true);
    expect(told!.protocols.at(-1)).toBe('… (203 more)');
    expect(told!.stack!.length).toBeLessThanOrEqual(16 * 1024);
    expect(told!.stack).toMatch(/… \([\d,]+ characters more\)$/);
  });

  it('gets its credit back, however many facts have no frames', async () => {
    const devtools = await openDevTools(page);
    await page.goto(socketPage('/facts'));
    await recorded(devtools, 'opened', 1);
    await page.evaluate(`new Promise((done) => { ws.onclose = done; ws.close(); })`);
    // More than the hook may hold unacknowledged.
    for (let round = 0; round < 15; round++)
      await page.evaluate(`(() => { for (let at = 0; at < 20_000; at++) ws.send('x'); })()`);
    await page.evaluate(
      `new Promise((open) => { window.next = new WebSocket('${server.ws}/next'); next.onopen = open; })`,
    );
    const late = await until(
      () => readLog(devtools, 'connections'),
      (connections) => connections.some(({ url }) => url.endsWith('/next')),
    );
    expect(late).toHaveLength(2);
    expect((await readLog(devtools, 'drops')).facts.count).toBe(0);
  });
});
