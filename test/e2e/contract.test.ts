import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Behaviour, createKit, type Visible } from '../contract/kit.ts';
import type { OpenDevTools } from '../support/devtools-panel.ts';
import { type EchoServer, startEchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { factsOf, readLog } from '../support/recorded.ts';
import { compareThreeWays } from '../support/scenes.ts';

const folder = new URL('../contract/behaviours/', import.meta.url);
const behaviours = await Promise.all(
  readdirSync(folder).map(async (file) => {
    const module = (await import(/* @vite-ignore */ new URL(file, folder).pathname)) as {
      default: Behaviour;
      unrecorded?: number;
      undelivered?: number;
    };
    const { default: behaviour, unrecorded = 0, undelivered = 0 } = module;
    return { name: file.replace('.ts', ''), behaviour, unrecorded, undelivered };
  }),
);

const visibleFolder = new URL('../contract/visible/', import.meta.url);
const visibles = await Promise.all(
  readdirSync(visibleFolder).map(async (file) => {
    const { default: visible } = (await import(/* @vite-ignore */ new URL(file, visibleFolder).pathname)) as {
      readonly default: Visible;
    };
    return { name: file.replace('.ts', ''), ...visible };
  }),
);

let server: EchoServer;
let unpatched: Page;
let dormant: Page;
let armed: Page;
let devtools: OpenDevTools;

beforeAll(async () => {
  server = await startEchoServer();
});
afterAll(async () => {
  await server?.close();
});
compareThreeWays((pages) => {
  ({ unpatched, dormant, armed, devtools } = pages);
});

/** Whether the hook listens for the page's end, as it does unless it is dormant; seen by the debugger alone. */
async function isAwake(page: Page): Promise<boolean> {
  const session = await page.createCDPSession();
  const { result } = await session.send('Runtime.evaluate', { expression: 'window' });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId! });
  await session.detach();
  return listeners.some(({ type }) => type === 'pagehide');
}

/** Where a dormant hook stands, and where nothing stands until DevTools is open (extension/registration). */
const hosts = ['127.0.0.1', 'app.example'] as const;
type Host = (typeof hosts)[number];
const at = (host: Host, url: string): string => url.replace('127.0.0.1', host);

const html = 'text/html; charset=utf-8';
const profiled = { 'document-policy': 'js-profiling' };

/** Each on a document of its own: some leave nothing as it was. */
async function observe(
  page: Page,
  behaviour: Behaviour | Visible['look'],
  host: Host = '127.0.0.1',
): Promise<unknown> {
  await page.goto(
    at(host, server.page('/contract', '<!doctype html><title>contract</title><body>', html, profiled)),
  );
  if (page !== unpatched)
    await until(
      () => isAwake(page),
      (awake) => awake === (page === armed),
    );
  const told = await page.evaluate(
    `(async () => JSON.stringify(await (${behaviour})((${createKit})(${JSON.stringify(at(host, server.ws))}))))()`,
  );
  return JSON.parse(told as string) as unknown;
}

describe.each(hosts)('a page on %s sees the same with Sockscope as without', (host) => {
  it.each(behaviours)('$name', async ({ behaviour, unrecorded, undelivered }) => {
    const native = await observe(unpatched, behaviour, host);
    expect(native).toBeTruthy();
    expect(await observe(dormant, behaviour, host), 'while nobody inspects').toEqual(native);
    // What the page before sent last may still be on its way: only these connections count.
    const first = server.opened;
    expect(await observe(armed, behaviour, host), 'while everything is recorded').toEqual(native);
    // However the page behaves: what the server got was recorded, and nothing else.
    await until(
      async () => {
        const connections = await readLog(devtools, 'connections');
        return connections.reduce((sum, { sent }) => sum + sent.frames, 0);
      },
      (sent) => {
        const got = server.received.filter(({ connection }) => connection >= first).length;
        const surplus = sent - (got - unrecorded);
        return surplus >= 0 && surplus <= undelivered;
      },
    );
    expect((await readLog(devtools, 'drops')).facts.count).toBe(0);
    if (unrecorded > 0 || undelivered > 0) return;
    const wire = server.received.filter(({ connection, binary }) => connection >= first && !binary);
    const told = (await factsOf(devtools, 'frame')).filter(
      ({ direction, binary }) => direction === 'sent' && !binary,
    );
    expect(told.map(({ data }) => data).sort()).toEqual(wire.map(({ data }) => data.toString()).sort());
  });
});

/** The list of decision 4, so far as a script can look: what is mended one day must leave it, and nothing may come to it unseen. */
describe('what a page can tell all the same', () => {
  it.each(visibles)('$name', async ({ look, dormant: whileDormant }) => {
    expect(await observe(unpatched, look)).toBe(false);
    expect(await observe(dormant, look)).toBe(whileDormant);
    expect(await observe(armed, look)).toBe(true);
  });
});

describe('beyond what a script in the page can tell', () => {
  it('the line of an uncaught error of send, while nobody inspects', async () => {
    const script = `<script>
      addEventListener('error', (event) => { window.told = [event.filename, event.lineno, event.colno]; event.preventDefault(); });
    </script><script>
      window.ws = new WebSocket('${server.ws}');
      window.early = () => ws.send('early');
    </script>`;
    const told = async (page: Page): Promise<unknown> => {
      await page.goto(server.page('/uncaught', script));
      if (page !== unpatched)
        await until(
          () => isAwake(page),
          (awake) => !awake,
        );
      await page.evaluate(`ws.close(); window.ws = new WebSocket('${server.ws}'); void setTimeout(early)`);
      return until(() => page.evaluate('window.told'));
    };
    expect(await told(dormant)).toEqual(await told(unpatched));
  });

  it('hands none of its functions to a page that formats stacks', async () => {
    const told = await observe(armed, async ({ open }) => {
      const socket = await open();
      let met: unknown[] = [];
      Error.prepareStackTrace = (_, sites) => sites.map((site) => typeof site.getFunction());
      socket.send({
        toString() {
          met = new Error().stack as never;
          return 'silent';
        },
      } as never);
      return met;
    });
    // The page's own `toString`, and nothing below.
    expect(new Set((told as string[]).slice(1))).toEqual(new Set(['undefined']));
  });

  it('is small', () => {
    const hook = readFileSync(new URL('../../dist/chromium/extension/hook/hook.iife.js', import.meta.url));
    expect(gzipSync(hook, { level: 9 }).length).toBeLessThan(6000);
  });

  it('closed sockets are collected, open ones kept', async () => {
    const collected = async (page: Page): Promise<unknown> => {
      await page.goto(server.http);
      if (page !== unpatched)
        await until(
          () => isAwake(page),
          (awake) => awake === (page === armed),
        );
      await page.evaluate(`(async () => {
        const make = async () => { const ws = new WebSocket('${server.ws}'); await new Promise((open) => { ws.onopen = open; }); return ws; };
        window.lasting = new WeakRef(await make());
        lasting.deref().onopen = null;
        const closing = await make();
        await new Promise((closed) => { closing.onclose = closed; closing.close(); });
        closing.onopen = closing.onclose = null;
        window.gone = new WeakRef(closing);
      })()`);
      const session = await page.createCDPSession();
      await until(
        async () => {
          await session.send('HeapProfiler.collectGarbage');
          return page.evaluate('gone.deref() === undefined');
        },
        (gone) => gone === true,
      );
      await session.detach();
      return page.evaluate('lasting.deref()?.readyState');
    };
    for (const page of [unpatched, dormant, armed]) expect(await collected(page)).toBe(1);
  });

  it('a page with an open socket is as fit for the back/forward cache', async () => {
    const reasons = async (page: Page): Promise<unknown> => {
      await page.goto(
        server.page(
          '/leaving',
          `<script>window.ws = new WebSocket('${server.ws}'); window.kept = true</script>`,
        ),
      );
      await until(() => page.evaluate('ws.readyState === 1'));
      await page.goto(server.http);
      await page.goBack();
      return page.evaluate(
        `[window.kept, performance.getEntriesByType('navigation')[0].notRestoredReasons?.reasons?.map(({ reason }) => reason).sort()]`,
      );
    };
    const native = await reasons(unpatched);
    expect(await reasons(dormant)).toEqual(native);
    expect(await reasons(armed)).toEqual(native);
  });
});
