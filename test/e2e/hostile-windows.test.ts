import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenDevTools, openDevTools } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { factsOf, readLog, recorded } from '../support/recorded.ts';
import { compareThreeWays } from '../support/scenes.ts';

/**
 * Chromium gives the window of a frame's or popup's first, empty document to the document that comes: page script may have
 * touched it before any content script. What it finds out there, and what it can forge, is looked at here.
 */

let server: EchoServer;
let unpatched: Page;
let dormant: Page;
let page: Page;
let devtools: OpenDevTools;

beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(async () => {
  await server?.close();
});
compareThreeWays((pages) => {
  ({ unpatched, dormant, armed: page, devtools } = pages);
});

/** Runs in the page: makes every primitive of `target` tell when it is called, and listens for whatever comes by. */
function poison(target: Window & typeof globalThis): void {
  const met: string[] = [];
  const holders = {
    Function: target.Function.prototype,
    Object: target.Object,
    Objects: target.Object.prototype,
    Reflect: target.Reflect,
    Array: target.Array,
    EventTarget: target.EventTarget.prototype,
    Node: target.Node.prototype,
    Element: target.Element.prototype,
    Document: target.Document.prototype,
    HTMLDocument: target.HTMLDocument.prototype,
    MessagePort: target.MessagePort.prototype,
    WeakMap: target.WeakMap.prototype,
    Socket: target.WebSocket.prototype,
    Performance: target.Performance.prototype,
    String: target.String.prototype,
  };
  const { defineProperty, getOwnPropertyDescriptors } = Object;
  const told = (name: string) => {
    if (!met.includes(name)) met.push(name);
  };
  for (const [holder, object] of Object.entries(holders)) {
    for (const [name, { value, configurable }] of Object.entries(getOwnPropertyDescriptors(object))) {
      if (typeof value !== 'function' || !configurable || name === 'constructor') continue;
      defineProperty(object, name, {
        configurable: true,
        get() {
          told(`${holder} ${name}`);
          return value;
        },
      });
    }
  }
  for (const name of ['sockscope-gate', 'sockscope', 'remove'])
    defineProperty(target.Object.prototype, name, {
      configurable: true,
      get() {
        told(`inherited ${name}`);
        return undefined;
      },
      set() {},
    });
  for (const name of [
    'MessageChannel',
    'MessageEvent',
    'Proxy',
    'WeakMap',
    'WeakRef',
    'FileReader',
    'scheduler',
    'performance',
  ] as const) {
    const value: unknown = target[name as keyof typeof target];
    defineProperty(target, name, {
      configurable: true,
      get() {
        told(name);
        return value;
      },
      set() {},
    });
  }
  const { addEventListener } = EventTarget.prototype;
  for (const type of ['sockscope:port', 'name', 'message', 'DOMNodeInserted'])
    addEventListener.call(target, type, () => told(`event ${type}`), true);
  Object.assign(target, { met, kept: target.WebSocket });
}

/** The first script of the document that comes: what was met before it, and whether anything is in its way. */
const first = (path: string): string => `<script>
  window.told = [Array.isArray(window.met), String(window.met?.toSorted()), window.WebSocket === window.kept];
  window.ws = new WebSocket('${server.ws}${path}');
  ws.onopen = () => ws.send('hello from ${path}');
</script>`;

/** HTML as a string literal of a script in a page. */
const quoted = (html: string): string => JSON.stringify(html).replaceAll('/script', '\\/script');

/** How the window gets to its document. `open` is the body of a function of the page's that returns the window. */
const ways: readonly { readonly way: string; readonly open: (html: string) => string }[] = [
  { way: 'a frame with src', open: () => `return add((frame) => { frame.src = '/inner'; })` },
  { way: 'srcdoc', open: (html) => `return add((frame) => { frame.srcdoc = ${quoted(html)}; })` },
  {
    way: 'javascript:',
    open: (html) => `return add((frame) => { frame.src = 'javascript:' + ${quoted(JSON.stringify(html))}; })`,
  },
  {
    way: 'blob:',
    open: (html) =>
      `return add((frame) => { frame.src = URL.createObjectURL(new Blob([${quoted(html)}], { type: 'text/html' })); })`,
  },
  {
    way: 'a sandbox of the same origin',
    open: () =>
      `return add((frame) => { frame.sandbox = 'allow-scripts allow-same-origin'; frame.src = '/inner'; })`,
  },
  {
    way: 'about:blank with a fragment, sent on',
    open: () =>
      `const made = add((frame) => { frame.src = 'about:blank#x'; }); setTimeout(() => { made.location = '/inner'; }, 50); return made`,
  },
  {
    way: 'an object element',
    open: () =>
      `const object = document.createElement('object'); object.type = 'text/html'; object.data = '/inner'; return document.body.appendChild(object).contentWindow`,
  },
  { way: 'a popup', open: () => `return open('/inner')` },
  {
    way: 'a popup that lost its opener',
    open: () => `const made = open('/inner'); made.opener = null; return made`,
  },
];

/** What a page finds in a window that it touched before: met by then, and by the end. */
async function findings(inspected: Page, open: string): Promise<unknown> {
  server.page('/inner', first('/inner'));
  await inspected.goto(
    server.page(
      '/outer',
      `<body><script>
        const add = (set) => {
          const frame = document.createElement('iframe');
          set(frame);
          return document.body.appendChild(frame).contentWindow;
        };
        window.begin = () => {
          const made = (() => { ${open} })();
          (${poison})(made);
          window.made = made;
        };
      </script>`,
    ),
  );
  await inspected.evaluate('begin()');
  const told = await until(() => inspected.evaluate('made.told'));
  await until(() => inspected.evaluate('made.ws.readyState === 1'));
  const later = await inspected.evaluate(
    `[made.WebSocket === made.kept, String(made.met.toSorted()), /sockscope/i.test(made.document.documentElement.outerHTML)]`,
  );
  await inspected.evaluate('made.close()');
  return { told, later };
}

describe('a window that page script touched before', () => {
  it.each(ways)('$way: finds nothing of Sockscope, and keeps its WebSocket', async ({ open }) => {
    const native = await findings(unpatched, open(first('/inner')));
    // The window is the very one that was touched. Else this test would prove nothing.
    expect(native).toMatchObject({
      told: [true, expect.any(String), true],
      later: [true, expect.any(String), false],
    });
    // Chromium itself asks for some primitives when the document comes: so many, and no other.
    expect(await findings(dormant, open(first('/inner'))), 'while nobody inspects').toEqual(native);
    expect(await findings(page, open(first('/inner'))), 'while everything is recorded').toEqual(native);
  });

  it('its sockets come from the browser, and the page is marked', async () => {
    await until(() => devtools.evaluate('sockscopeHost.networkHar().then((har) => har.entries.length >= 0)'));
    server.page('/inner', first('/inner'));
    await page.goto(
      server.page(
        '/marked',
        `<iframe src="/inner"></iframe><script>window.ws = new WebSocket('${server.ws}/marked')</script>`,
      ),
    );
    const frames = await recorded(devtools, 'frame', 2);
    expect(frames.map(({ direction, data }) => [direction, data])).toEqual([
      ['sent', 'hello from /inner'],
      ['received', 'hello from /inner'],
    ]);
    // The page's own socket is compared with the record, and not listed a second time.
    await recorded(devtools, 'compared', 1);
    const pages = await readLog(devtools, 'pages');
    const inner = pages.find(({ url }) => url.endsWith('/inner'))!;
    expect(inner).toMatchObject({ frame: 'iframe', unhooked: 'reachable' });
    expect(pages.find(({ url }) => url.endsWith('/marked'))?.unhooked).toBeUndefined();
    expect(await readLog(devtools, 'connections')).toMatchObject([
      { url: `${server.ws}/marked`, fromNetwork: false },
      { url: `${server.ws}/inner`, page: inner.id, fromNetwork: true, sent: { frames: 1 } },
    ]);
  });

  it("can tell nothing of the top page's socket", async () => {
    server.page('/inner', first('/inner'));
    await page.goto(
      server.page(
        '/top',
        `<body><script>
          window.mine = new WebSocket('${server.ws}/mine');
          const frame = document.createElement('iframe');
          frame.src = '/inner';
          document.body.append(frame);
          const heard = [];
          const child = frame.contentWindow;
          // Whatever type of event another hook might use: the frame's own dispatch and listeners are the page's.
          const { dispatchEvent } = child.EventTarget.prototype;
          child.EventTarget.prototype.dispatchEvent = function (event) { heard.push(event.type); return dispatchEvent.call(this, event); };
          frame.onload = () => {
            try { child.WebSocket.prototype.send.call(mine, 'lent'); } catch {}
            window.done = heard;
          };
          mine.onopen = () => { window.isOpen = true; };
        </script>`,
      ),
    );
    expect(await until(() => page.evaluate('window.isOpen && window.done'))).toEqual([]);
    await page.evaluate(`mine.send('own')`);
    const sentOnMine = async (): Promise<unknown[]> => {
      const mine = (await readLog(devtools, 'connections')).find(({ url }) => url.endsWith('/mine'));
      return (await factsOf(devtools, 'frame'))
        .filter(({ connection, direction }) => connection === mine?.id && direction === 'sent')
        .map(({ data }) => data);
    };
    expect(await until(sentOnMine, (sent) => sent.length > 0)).toEqual(['own']);
  });
});

/** Other ways to a document, of which some have the window that was touched, and some one of their own. */
const more: readonly { readonly way: string; readonly open: string }[] = [
  { way: 'about:blank with a query', open: `return add((frame) => { frame.src = 'about:blank?x'; })` },
  { way: 'an unknown about: address', open: `return add((frame) => { frame.src = 'about:other'; })` },
  { way: 'an empty srcdoc', open: `return add((frame) => { frame.srcdoc = ''; })` },
  { way: 'a lazy frame', open: `return add((frame) => { frame.loading = 'lazy'; frame.src = '/inner'; })` },
  {
    way: 'a credentialless frame',
    open: `return add((frame) => { frame.credentialless = true; frame.src = '/inner'; })`,
  },
  {
    way: 'a frameset',
    open: `const outer = add(() => {}); outer.document.write('<frameset><frame src="/inner"></frameset>'); return outer[0]`,
  },
  { way: 'a data: frame', open: `return add((frame) => { frame.src = 'data:text/html,<p>'; })` },
  {
    way: 'a form that posts into a frame',
    open: `const made = add((frame) => { frame.name = 'target'; frame.src = '/slow'; }); const form = document.body.appendChild(document.createElement('form')); form.target = 'target'; form.action = '/inner'; form.submit(); return made`,
  },
  {
    way: 'a link into a frame',
    open: `const made = add((frame) => { frame.name = 'linked'; frame.src = '/slow'; }); const link = document.body.appendChild(document.createElement('a')); link.target = 'linked'; link.href = '/inner'; link.click(); return made`,
  },
  {
    way: 'window.open into a frame',
    open: `add((frame) => { frame.name = 'opened'; frame.src = '/slow'; }); return open('/inner', 'opened')`,
  },
  {
    way: 'a document that was opened, and sent on',
    open: `const made = add((frame) => { frame.src = '/slow'; }); made.document.open(); made.document.write('<p>'); made.document.close(); setTimeout(() => { made.location = '/inner'; }, 30); return made`,
  },
  {
    way: 'a document that was opened, and became a script',
    open: `const made = add((frame) => { frame.src = '/slow'; }); made.document.open(); made.document.close(); made.location = 'javascript:"<p>"'; return made`,
  },
  {
    way: 'a blank frame that became a script',
    open: `const made = add(() => {}); made.location = 'javascript:"<p>"'; return made`,
  },
  {
    way: 'navigation.navigate of a frame',
    open: `const made = add((frame) => { frame.src = '/slow'; }); try { made.navigation.navigate('/inner', { history: 'push' }); } catch {} return made`,
  },
  {
    way: 'a frame taken out and put back',
    open: `const made = add((frame) => { frame.src = '/inner'; }); const frame = made.frameElement; frame.remove(); document.body.append(frame); return frame.contentWindow`,
  },
  { way: 'about:blank with a fragment in a popup', open: `return open('about:blank#x')` },
  {
    way: 'a blank popup, sent on',
    open: `const made = open(''); setTimeout(() => { made.location = '/inner'; }, 30); return made`,
  },
  {
    way: 'a popup sent elsewhere',
    open: `const made = open('/slow'); made.location = '/inner'; return made`,
  },
  { way: 'a popup that became a script', open: `return open('javascript:"<p>"')` },
  { way: 'a named popup, opened twice', open: `open('/slow', 'twice'); return open('/inner', 'twice')` },
  {
    way: 'a popup with a base of its own',
    open: `const made = open('/inner'); made.opener = { forged: true }; return made`,
  },
];

/** Marks the window, and says later whether the mark stayed, and whether a hook stands there. */
async function outcome(
  inspected: Page,
  open: string,
): Promise<{ readonly reused: boolean; readonly hooked: boolean; readonly met: string }> {
  server.page('/inner', '<p>inner');
  await inspected.goto(
    server.page(
      '/ways',
      `<body><script>
        const add = (set) => {
          const frame = document.createElement('iframe');
          set(frame);
          return document.body.appendChild(frame).contentWindow;
        };
        window.begin = () => {
          const made = (() => { ${open} })();
          const kept = made.WebSocket;
          window.met = [];
          made.addEventListener('sockscope:port', () => met.push('port'), true);
          const { dispatchEvent } = made.EventTarget.prototype;
          made.EventTarget.prototype.dispatchEvent = function (event) { met.push(event.type); return dispatchEvent.call(this, event); };
          // Of a window that the hook met first the constructor is its own already.
          made.mark = { born: Object.prototype.toString.call(kept), kept };
          window.made = made;
        };
      </script>`,
    ),
  );
  await inspected.evaluate('begin()');
  const session = await inspected.createCDPSession();
  const subtype = async (expression: string): Promise<string | undefined> =>
    (await session.send('Runtime.evaluate', { expression })).result.subtype;
  // What comes has come: the last look is a second after the load of the whole.
  await new Promise((resolve) => setTimeout(resolve, 700));
  const told = {
    reused: (await inspected.evaluate(
      '(() => { try { return Boolean(made.mark) } catch { return false } })()',
    )) as boolean,
    born: (await subtype('made.mark?.kept')) === 'proxy',
    hooked: (await subtype('(() => { try { return made.WebSocket } catch {} })()')) === 'proxy',
    met: (await inspected.evaluate('String(met)')) as string,
  };
  await session.detach();
  await inspected.evaluate('made.close()');
  // One that was hooked at its birth was never touched before.
  return { ...told, reused: told.reused && !told.born };
}

describe('whichever way a document comes', () => {
  it.each(more)('$way: no hook where the window was touched, and nothing met', async ({ open }) => {
    const { reused, hooked, met } = await outcome(page, open);
    expect({ met, hookedThoughTouched: reused && hooked }).toEqual({ met: '', hookedThoughTouched: false });
  });

  it('a frame without scripts has no gate left open, at its second document either', async () => {
    server.page('/still', '<p>still');
    await page.goto(
      server.page('/scriptless', `<body><iframe sandbox="allow-same-origin" src="/still"></iframe>`),
    );
    await page.evaluate(`new Promise((loaded) => {
      const frame = document.querySelector('iframe');
      window.heard = [];
      frame.onload = () => {
        if (!frame.contentWindow.location.search) { frame.contentWindow.location = '/still?second'; return; }
        const port = new MessageChannel().port1;
        port.addEventListener('name', () => heard.push('name'));
        const offer = new MessageEvent('sockscope:port', { ports: [port], cancelable: true });
        heard.push(frame.contentWindow.dispatchEvent(offer), frame.contentDocument.documentElement.outerHTML.includes('sockscope'));
        loaded();
      };
      frame.contentWindow.location = '/still?';
    })`);
    expect(await page.evaluate('heard')).toEqual([true, false]);
  });
});

describe('a window that nobody could touch before', () => {
  it('a blank frame and a blank popup, from their birth', async () => {
    await page.goto(
      server.page(
        '/births',
        `<body><script>
          const child = document.body.appendChild(document.createElement('iframe')).contentWindow;
          new child.WebSocket('${server.ws}/blank');
        </script>`,
      ),
    );
    expect(await recorded(devtools, 'constructed', 1)).toMatchObject([{ url: `${server.ws}/blank` }]);
    expect((await factsOf(devtools, 'constructed'))[0]?.by).toBeUndefined();
  });

  it('the second document of a frame, and a popup after a reload', async () => {
    server.page('/second', `<script>new WebSocket('${server.ws}/second')</script>`);
    server.page('/first', `<script>location.href = '/second'</script>`);
    await page.goto(server.page('/seconds', `<iframe src="/first"></iframe>`));
    await page.evaluate(
      `new Promise((loaded) => { document.querySelector('iframe').onload = loaded; setTimeout(loaded, 200); })`,
    );
    await page.evaluate(`document.querySelector('iframe').contentWindow.location.href = '/second?again'`);
    await until(
      () => factsOf(devtools, 'constructed'),
      (facts) => facts.some(({ by }) => by === undefined),
    );
    await page.evaluate(`void open('/popup-page')`);
    server.page('/popup-page', `<script>window.ws = new WebSocket('${server.ws}/popup')</script>`);
    const popup = await until(async () =>
      (await page.browser().pages()).find((each) => each.url().endsWith('/popup-page')),
    );
    try {
      const its = await openDevTools(popup!);
      await popup!.reload();
      const [constructed] = await recorded(its, 'constructed', 1);
      expect(constructed).toMatchObject({ url: `${server.ws}/popup`, readyState: 0 });
      expect(constructed?.by).toBeUndefined();
    } finally {
      await popup!.close();
    }
  });
});

describe('a document that is no HTML', () => {
  it('has its sockets from the browser', async () => {
    await until(() => devtools.evaluate('sockscopeHost.networkHar().then((har) => har.entries.length >= 0)'));
    const xhtml = `<html xmlns="http://www.w3.org/1999/xhtml"><body><script>window.ws = new WebSocket('${server.ws}/xhtml')</script></body></html>`;
    await page.goto(server.page('/xhtml', xhtml, 'application/xhtml+xml'));
    const [constructed] = await recorded(devtools, 'constructed', 1);
    expect(constructed).toMatchObject({ url: `${server.ws}/xhtml`, by: 'network' });
    expect(await readLog(devtools, 'pages')).toMatchObject([{ unhooked: 'not-html' }]);
  });
});
