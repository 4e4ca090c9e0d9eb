import type { AddressInfo } from 'node:net';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { type OpenPanel, openPanel } from '../support/devtools-panel.ts';
import type { EchoServer } from '../support/echo-server.ts';
import { costlyMessages, type HostileTraffic, largeValues } from '../support/hostile-messages.ts';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { ownPageForEachTest } from '../support/scenes.ts';

/** Messages that once killed or hung the process of panel and recorder, in the real panel. */

let page: Page;
let server: EchoServer;
let panel: OpenPanel;

ownPageForEachTest(async (scene) => {
  ({ page, server } = scene);
  panel = await openPanel(page, { size: { width: 1200, height: 700 } });
});

/** Sends the frames of `traffic` to whoever connects. */
let traffic: HostileTraffic;
let hostile: WebSocketServer;
beforeAll(async () => {
  hostile = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  hostile.on('connection', (socket) => {
    for (const [, data] of traffic.frames) socket.send(data);
  });
  await new Promise((resolve) => hostile.once('listening', resolve));
});
afterAll(() => {
  hostile?.close();
});

const attacks: readonly (readonly [name: string, make: () => HostileTraffic])[] = [
  ['msgpack: lists that are announced in lists, 6 MB', largeValues['lists announced in lists']!],
  ['JSON: 20 million lists, 60 MB', largeValues['20 million lists']!],
  ['text: handshakes within a handshake', costlyMessages['handshakes within a handshake']!],
  ['text: digits without end', costlyMessages['digits without end']!],
];

describe('after a hostile message', () => {
  it.each(attacks)('%s: panel and recorder go on', async (_name, make) => {
    traffic = make();
    const count = [...traffic.frames].length;
    traffic = make();
    const { pathname, search } = new URL(traffic.url);
    const { port } = hostile.address() as AddressInfo;
    await page.goto(server.page('/victim', '<body>'));
    await page.evaluate(`window.ws = new WebSocket('ws://127.0.0.1:${port}${pathname}${search}')`);
    await until(
      async () => (await readLog(panel, 'connections')).find(({ url }) => url.includes(`:${port}`)),
      (connection) => connection?.received.frames === count,
    );
    // What comes afterwards is recorded, decoded and listed.
    await page.evaluate(`new Promise((open) => {
      window.next = new WebSocket('${server.ws}/next');
      next.onopen = () => { next.send('{"id":1,"type":"still.here"}'); open(); };
    })`);
    const listed = (): Promise<string> =>
      panel.panel.$eval('[aria-label=Frames]', (grid) => grid.textContent ?? '');
    await until(listed, (text) => text.includes('still.here'));
    expect(await panel.evaluate('sockscopeHost.recording.ended')).toBe(false);
  });
});
