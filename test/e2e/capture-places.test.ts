import type { Browser, Page, Target } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import { type OpenDevTools, openDevTools } from '../support/devtools-panel.ts';
import type { EchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { factsOf, readLog, recorded } from '../support/recorded.ts';
import { inspectEachTest } from '../support/scenes.ts';

let browser: Browser;
let server: EchoServer;
let page: Page;
let devtools: OpenDevTools;

inspectEachTest((scene) => {
  ({ browser, server, page, devtools } = scene);
});

const visit = (path: string, html: string): Promise<unknown> => page.goto(server.page(path, html));
const opens = (path: string): string => `<script>new WebSocket('${server.ws}${path}')</script>`;
/** HTML as a string literal of a script in a page. */
const quoted = (html: string): string => JSON.stringify(html).replaceAll('/script', '\\/script');

/** Paths of the connections that the hook told of, as soon as there are so many, sorted. */
async function constructedPaths(count: number): Promise<string[]> {
  const facts = await recorded(devtools, 'constructed', count);
  return facts.map(({ url }) => url.replace(server.ws, '')).sort();
}

describe('where sockets are captured', () => {
  it('the first inline script of a page', async () => {
    await visit('/first', `<script>const ws = new WebSocket('${server.ws}/first', ['a', 'b'])</script>`);
    await recorded(devtools, 'opened', 1);
    expect(await readLog(devtools, 'connections')).toMatchObject([
      { url: `${server.ws}/first`, protocols: ['a', 'b'], protocol: 'a', firstReadyState: 0 },
    ]);
    expect(await readLog(devtools, 'pages')).toMatchObject([{ url: `${server.http}/first`, frame: 'top' }]);
    const [constructed] = await factsOf(devtools, 'constructed');
    expect(constructed?.stack).toMatch(/^\s*at http:.*\/first:1:\d+$/);
  });

  it('srcdoc, about:blank and same-origin iframes, and an iframe whose window is handed on', async () => {
    server.page('/inner', opens('/same-origin'));
    server.page('/next', opens('/handed-on'));
    await visit(
      '/frames',
      `<body><script>
        const add = () => document.body.appendChild(document.createElement('iframe'));
        add().srcdoc = ${quoted(opens('/srcdoc'))};
        new (add().contentWindow.WebSocket)('${server.ws}/blank');
        add().src = '/inner';
        const handed = add();
        handed.contentWindow.addEventListener('message', () => {});
        handed.src = '/next';
      </script>`,
    );
    expect(await constructedPaths(4)).toEqual(['/blank', '/handed-on', '/same-origin', '/srcdoc']);
    const pages = await readLog(devtools, 'pages');
    expect(new Set(pages.map(({ frame }) => frame))).toEqual(new Set(['top', 'iframe']));
  });

  it('cross-origin, sandboxed, data: and blob: iframes, and nested ones', async () => {
    server.page('/cross', opens('/cross'));
    server.page('/sandboxed', opens('/sandboxed'));
    server.page('/nested', `<iframe srcdoc="${opens('/nested').replaceAll('"', '&quot;')}"></iframe>`);
    await visit(
      '/origins',
      `<body><script>
        const add = () => document.createElement('iframe');
        const show = (frame, src) => { frame.src = src; document.body.append(frame); };
        show(add(), '${server.http.replace('127.0.0.1', 'localhost')}/cross');
        const sandboxed = add();
        sandboxed.sandbox = 'allow-scripts';
        show(sandboxed, '/sandboxed');
        const html = ${quoted(opens('/data'))};
        show(add(), 'data:text/html,' + encodeURIComponent(html));
        show(add(), URL.createObjectURL(new Blob([html.replace('/data', '/blob')], { type: 'text/html' })));
        show(add(), '/nested');
      </script>`,
    );
    expect(await constructedPaths(5)).toEqual(['/blob', '/cross', '/data', '/nested', '/sandboxed']);
    for (const { firstReadyState } of await readLog(devtools, 'connections')) expect(firstReadyState).toBe(0);
    // What the network record has of them is theirs, and nothing is listed twice. Frames of the page's own origin are known
    // from it alone (hostile-windows.test.ts).
    await recorded(devtools, 'compared', 3);
    const connections = await readLog(devtools, 'connections');
    expect(connections).toHaveLength(5);
    expect(
      connections.filter(({ fromNetwork }) => fromNetwork).map(({ url }) => url.replace(server.ws, '')),
    ).toEqual(expect.arrayContaining(['/blob', '/nested']));
  });

  it('documents that are written', async () => {
    await visit(
      '/written',
      `<body><script>
        const frame = document.body.appendChild(document.createElement('iframe'));
        frame.contentDocument.write(${quoted(opens('/written'))});
        frame.contentDocument.close();
      </script>`,
    );
    expect(await constructedPaths(1)).toEqual(['/written']);
  });

  it('documents that die as soon as they have sent something', async () => {
    server.page(
      '/brief',
      `<script>
        const ws = new WebSocket('${server.ws}/brief');
        ws.onopen = () => { ws.send('brief'); parent.done(); };
      </script>`,
    );
    await visit(
      '/short-lived',
      `<body><script>
        let left = 20;
        window.done = () => {
          document.querySelector('iframe').remove();
          if (--left > 0) add();
        };
        const add = () => { document.body.appendChild(document.createElement('iframe')).src = '/brief'; };
        add();
      </script>`,
    );
    const sent = await recorded(devtools, 'frame', 20);
    expect(sent.map(({ data }) => data)).toEqual(Array.from({ length: 20 }, () => 'brief'));
    expect(await constructedPaths(20)).toHaveLength(20);
  });

  it('a document that is opened anew under a live socket, to its last words', async () => {
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(true)');
    await visit(
      '/opened-anew',
      `<body><script>
        window.ws = new WebSocket('${server.ws}/before');
        ws.onopen = () => {
          document.open();
          document.write(${quoted(opens('/after'))});
          document.close();
          ws.send('after document.open');
        };
      </script>`,
    );
    expect(await constructedPaths(2)).toEqual(['/after', '/before']);
    const [sent] = await recorded(devtools, 'frame', 1);
    expect(sent?.data).toBe('after document.open');
    await page.evaluate(`addEventListener('pagehide', () => ws.send('silent last words'))`);
    await page.goto(server.http);
    const words = await until(
      () => factsOf(devtools, 'frame'),
      (facts) => facts.some(({ data }) => data === 'silent last words'),
    );
    expect(words.filter(({ direction }) => direction === 'sent')).toHaveLength(2);
    await devtools.evaluate('sockscopeHost.recording.setPreserveLog(false)');
  });

  it('pages with a strict content security policy and trusted types', async () => {
    const policy =
      "default-src 'none'; script-src 'nonce-n'; connect-src ws:; require-trusted-types-for 'script'; sandbox allow-scripts";
    await visit(
      '/strict',
      `<meta http-equiv="content-security-policy" content="${policy}">${opens('/strict').replace('<script>', '<script nonce="n">')}`,
    );
    expect(await constructedPaths(1)).toEqual(['/strict']);
  });

  it('not those of another tab; those of a popup in its own DevTools', async () => {
    server.page('/popup', `<script>window.ws = new WebSocket('${server.ws}/popup')</script>`);
    await visit('/opener', `${opens('/opener')}<script>window.open('/popup')</script>`);
    await until(
      () => [...server.clients].length,
      (count) => count >= 2,
    );
    expect(await constructedPaths(1)).toEqual(['/opener']);
    const popup = (await browser.pages()).find((each) => each.url().endsWith('/popup'))!;
    try {
      const its = await openDevTools(popup);
      // Its opener could touch its first window.
      await popup.reload();
      expect(await recorded(its, 'constructed', 1)).toMatchObject([{ url: `${server.ws}/popup` }]);
      expect(await constructedPaths(1)).toEqual(['/opener']);
    } finally {
      await popup.close();
    }
  });
});

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** When the document of `target`, which was loaded ahead, was shown; ms, 0 for one that was not. */
async function activationStart(target: Target): Promise<number> {
  try {
    const session = await target.createCDPSession();
    const expression = `performance.getEntriesByType('navigation')[0].activationStart`;
    const { result } = await session.send('Runtime.evaluate', { expression });
    await session.detach();
    return Number(result.value);
  } catch {
    // It has gone.
    return 0;
  }
}

describe('what only the browser sees', () => {
  /** Network logs begin when DevTools has booted. */
  const booted = (): Promise<unknown> =>
    until(() => devtools.evaluate('sockscopeHost.networkHar().then((har) => har.entries.length >= 0)'));

  it('handshakes, and why one failed', async () => {
    await booted();
    await visit(
      '/handshakes',
      `<script>
        new WebSocket('${server.ws}/good', ['chosen', 'other']);
        new WebSocket('${server.ws}/status/403');
      </script>`,
    );
    await recorded(devtools, 'handshake', 2);
    const [good, refused] = await readLog(devtools, 'connections');
    expect(good?.handshake).toMatchObject({ status: 101 });
    expect(good?.handshake?.wait).toBeGreaterThan(0);
    expect(good?.handshake?.requestHeaders).toContainEqual(['Sec-WebSocket-Version', '13']);
    expect(good?.handshake?.responseHeaders).toContainEqual(['Sec-WebSocket-Protocol', 'chosen']);
    expect(refused?.handshake).toMatchObject({
      status: 403,
      error: expect.stringContaining('Unexpected response code: 403'),
    });
  });

  it('a page that is loaded ahead, and shown', async () => {
    const shows = `window.ws = new WebSocket('${server.ws}/ahead'); ws.onopen = () => ws.send('shown')`;
    server.page('/ahead', `<script>${shows}</script>`);
    const rules = '{"prerender": [{"urls": ["/ahead"], "eagerness": "immediate"}]}';
    await visit('/before', `${opens('/before')}<script type="speculationrules">${rules}</script>`);
    expect(await constructedPaths(2)).toEqual(['/ahead', '/before']);
    expect((await readLog(devtools, 'pages')).map(({ unhooked }) => unhooked)).toEqual([
      undefined,
      undefined,
    ]);
    await page.evaluate(`location.href = '/ahead'`);
    const [sent] = await recorded(devtools, 'frame', 1);
    expect(sent?.data).toBe('shown');
    // Asked of the target: the page object may still hold the frame that was there before, and answers no more.
    await until(async () => {
      const shown = browser.targets().filter((each) => each.url().endsWith('/ahead'));
      const times = await Promise.all(
        // One that is gone by now may never answer; the next look asks again.
        shown.map((each) => Promise.race([activationStart(each), later(1000).then(() => 0)])),
      );
      return times.some((time) => time > 0);
    });
    await until(
      () => readLog(devtools, 'connections'),
      (connections) => connections.length === 1 && connections[0]!.url.endsWith('/ahead'),
    );
  });

  it("a worker's connection and a WebSocketStream, once each, with their frames", async () => {
    await booted();
    const script = `const ws = new WebSocket('${server.ws}/worker');
      ws.onopen = () => { ws.send('from worker'); ws.send(new Uint8Array([1, 2])); };
      let seen = 0;
      ws.onmessage = () => { if (++seen === 2) ws.close(); };`;
    server.page(
      '/service.js',
      `onmessage = () => {
        self.ws = new WebSocket('${server.ws}/service');
        ws.onopen = () => ws.send('from service worker');
      }`,
      'text/javascript',
    );
    await visit(
      '/workers',
      `<script>
        navigator.serviceWorker.register('/service.js');
        navigator.serviceWorker.ready.then(({ active }) => active.postMessage('connect'));
        new Worker(URL.createObjectURL(new Blob([${quoted(script)}])));
        (async () => {
          const { writable } = await new WebSocketStream('${server.ws}/stream').opened;
          await writable.getWriter().write('from stream');
        })();
        const ws = new WebSocket('${server.ws}/page');
        ws.onopen = () => ws.send('from page');
      </script>`,
    );
    const frames = await recorded(devtools, 'frame', 10);
    await recorded(devtools, 'ended', 1);
    const connections = await readLog(devtools, 'connections');
    expect(
      connections.map(({ url, fromNetwork }) => [url.replace(server.ws, ''), fromNetwork]).sort(),
    ).toEqual([
      ['/page', false],
      ['/service', true],
      ['/stream', true],
      ['/worker', true],
    ]);
    const worker = connections.find(({ url }) => url.endsWith('/worker'))!;
    expect(worker).toMatchObject({
      endedBy: 'network',
      sent: { frames: 2, bytes: 13 },
      received: { frames: 2 },
    });
    expect(frames.filter(({ connection }) => connection === worker.id).map(({ data }) => data)).toEqual([
      'from worker',
      [1, 2],
      'from worker',
      [1, 2],
    ]);
    const pages = await readLog(devtools, 'pages');
    expect(pages.find(({ id }) => id === worker.page)?.frame).toBe('worker');
  });

  it('its own count of frames, which agrees; and one that the hook was kept from seeing', async () => {
    await booted();
    await visit(
      '/counts',
      `<script>
        const ws = new WebSocket('${server.ws}/counts');
        ws.onopen = () => { for (let at = 0; at < 25; at++) ws.send('frame ' + at); };
        window.ws = ws;
      </script>`,
    );
    const [compared] = await recorded(devtools, 'compared', 1);
    expect(compared).toMatchObject({ sent: 25, received: 25, recordedSent: 25, recordedReceived: 25 });
    // The browser throws away what comes after close was called, but its record has it.
    await page.evaluate(`ws.send('flood 3 10'); ws.close()`);
    const all = await recorded(devtools, 'compared', 2);
    expect(all.at(-1)).toMatchObject({ sent: 26, recordedSent: 26, recordedReceived: 25 });
  });
});
