import type { Page } from 'puppeteer-core';
import { describe, expect, it } from 'vitest';
import type { OpenDevTools } from '../support/devtools-panel.ts';
import type { EchoServer } from '../support/echo-server.ts';
import { until } from '../support/poll.ts';
import { factsOf, readLog, recorded, recordedFrames } from '../support/recorded.ts';
import { inspectEachTest } from '../support/scenes.ts';

let server: EchoServer;
let page: Page;
let devtools: OpenDevTools;

inspectEachTest((scene) => {
  ({ server, page, devtools } = scene);
});

const visit = (path: string, html: string): Promise<unknown> => page.goto(server.page(path, html));

describe('what is captured of frames', () => {
  it('text and every kind of binary, as it was when it was sent, in order', async () => {
    await visit(
      '/payloads',
      `<script>
        const ws = new WebSocket('${server.ws}');
        ws.onopen = () => {
          const bytes = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]);
          ws.send('silent 세계 😀');
          ws.send('');
          ws.send(new Blob(['blob']));
          ws.send(bytes.buffer);
          ws.send(bytes.subarray(2, 4));
          ws.send(new DataView(bytes.buffer, 5, 2));
          ws.send(new Uint16Array(bytes.buffer, 2, 1));
          ws.send({ toString: () => 'silent object' });
          ws.send(42);
          bytes.fill(255);
        };
      </script>`,
    );
    const frames = await recordedFrames(devtools, 9 + 7);
    const sent = frames.filter(({ direction }) => direction === 'sent');
    expect(sent.map(({ data }) => data)).toEqual([
      'silent 세계 😀',
      '',
      [...Buffer.from('blob')],
      [0, 1, 2, 3, 4, 5, 6, 7],
      [2, 3],
      [5, 6],
      [2, 3],
      'silent object',
      '42',
    ]);
    expect(sent.map(({ size }) => size)).toEqual([18, 0, 4, 8, 2, 2, 2, 13, 2]);
    expect(sent.map(({ binary }) => binary)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
    // The server echoes all but the silent two, and the Blobs they come as are read in order.
    expect(frames.filter(({ direction }) => direction === 'received').map(({ data }) => data)).toEqual([
      '',
      [...Buffer.from('blob')],
      [0, 1, 2, 3, 4, 5, 6, 7],
      [2, 3],
      [5, 6],
      [2, 3],
      '42',
    ]);
    expect(frames.map(({ number }) => number)).toEqual(frames.map((_, at) => frames[0]!.number + at));
  });

  it('received ArrayBuffers, also when the page transfers them away', async () => {
    await visit(
      '/arraybuffer',
      `<script>
        const ws = new WebSocket('${server.ws}');
        ws.binaryType = 'arraybuffer';
        ws.onmessage = ({ data }) => structuredClone(data, { transfer: [data] });
        ws.onopen = () => ws.send(new Uint8Array([9, 8, 7]));
      </script>`,
    );
    const frames = await recordedFrames(devtools, 2);
    expect(frames.map(({ data }) => data)).toEqual([
      [9, 8, 7],
      [9, 8, 7],
    ]);
  });

  it('sends that fail, and sends that go nowhere', async () => {
    await visit(
      '/failing',
      `<script>
        const ws = new WebSocket('${server.ws}');
        let error;
        try { ws.send('too early') } catch (caught) { error = caught.name }
        ws.onopen = () => { ws.close(); ws.send('세계'); ws.send(new Uint8Array(5)); };
      </script>`,
    );
    expect(await recorded(devtools, 'send-failed', 1)).toMatchObject([
      { size: 9, error: expect.stringMatching(/^InvalidStateError: /) },
    ]);
    expect((await recorded(devtools, 'sent-after-close', 2)).map(({ size }) => size)).toEqual([6, 5]);
    expect(await factsOf(devtools, 'frame')).toEqual([]);
    expect(await page.evaluate('error')).toBe('InvalidStateError');
  });

  it("calls of another realm's methods, as the socket's own", async () => {
    await visit(
      '/borrowed',
      `<body><script>
        const add = (parent) => parent.document.body.appendChild(parent.document.createElement('iframe')).contentWindow;
        const child = add(window);
        const grandchild = add(child);
        const ws = new WebSocket('${server.ws}/top');
        const of = (realm, name) => (...args) => realm.WebSocket.prototype[name].apply(ws, args);
        try { of(child, 'send')('silent early') } catch {}
        const lent = new child.WebSocket('${server.ws}/child');
        ws.onopen = async () => {
          ws.send('silent own');
          of(child, 'send')('silent child');
          of(grandchild, 'send')({ toString: () => 'silent grandchild' });
          of(child, 'send')(new Blob([new Uint8Array([1, 2])]));
          const send = of(child, 'send');
          while (lent.readyState === 0) await new Promise((resolve) => setTimeout(resolve));
          ws.send.call(lent, 'silent from the top');
          child.frameElement.remove();
          send('silent gone');
          of(add(window), 'close')(4006, 'borrowed');
        };
      </script>`,
    );
    const [closed] = await recorded(devtools, 'close-requested', 1);
    const [failed] = await recorded(devtools, 'send-failed', 1);
    const sent = await until(
      async () => (await recordedFrames(devtools, 6)).filter(({ direction }) => direction === 'sent'),
      (frames) => frames.length === 6,
    );
    const connections = await readLog(devtools, 'connections');
    const idOf = (path: string): number => connections.find(({ url }) => url === server.ws + path)!.id;
    const sentOn = (path: string) => sent.filter(({ connection }) => connection === idOf(path));
    expect([closed, failed]).toMatchObject([
      { connection: idOf('/top'), code: 4006, reason: 'borrowed' },
      { connection: idOf('/top'), size: 12 },
    ]);
    expect(sentOn('/top').map(({ data }) => data)).toEqual([
      'silent own',
      'silent child',
      'silent grandchild',
      [1, 2],
      'silent gone',
    ]);
    expect(sentOn('/child').map(({ data }) => data)).toEqual(['silent from the top']);
    const times = sentOn('/top').map(({ time }) => time);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  it('how connections end', async () => {
    await visit(
      '/ends',
      `<script>
        const open = (run) => { const ws = new WebSocket('${server.ws}'); ws.onopen = () => run(ws); };
        open((ws) => ws.close(4000, 'page'));
        open((ws) => ws.send('close 4001 server'));
        open((ws) => ws.send('cut'));
        new WebSocket('ws://127.0.0.1:1');
      </script>`,
    );
    await recorded(devtools, 'closed', 4);
    const connections = await readLog(devtools, 'connections');
    expect(connections.map(({ close }) => close)).toEqual([
      { code: 4000, reason: 'page', wasClean: true },
      { code: 4001, reason: 'server', wasClean: true },
      { code: 1006, reason: '', wasClean: false },
      { code: 1006, reason: '', wasClean: false },
    ]);
    expect(connections[0]?.closeRequested).toMatchObject({ code: 4000, reason: 'page' });
    expect(connections.map(({ openedAt }) => openedAt === null)).toEqual([false, false, false, true]);
    expect((await factsOf(devtools, 'error')).length).toBeGreaterThan(0);
  });

  it('a queue that grows and empties', async () => {
    await visit(
      '/buffered',
      `<script>
        const ws = new WebSocket('${server.ws}');
        ws.onopen = () => { for (let at = 0; at < 64; at++) ws.send('silent ' + 'x'.repeat(65536)); };
      </script>`,
    );
    const samples = await until(
      () => factsOf(devtools, 'buffered'),
      (facts) => facts.length > 1 && facts.at(-1)?.amount === 0,
    );
    expect(samples.length).toBeLessThan(64);
    const [connection] = await readLog(devtools, 'connections');
    expect(connection?.bufferedPeak).toBeGreaterThan(1_000_000);
  });

  it('the row of every frame, and a count of the payloads that were more than the page may hold', async () => {
    await visit(
      '/credit',
      `<script>
        const ws = new WebSocket('${server.ws}');
        const text = 'silent ' + 'x'.repeat(1024 * 1024);
        const sendAll = () => { for (let at = 0; at < 80; at++) ws.send(text); };
      </script>`,
    );
    // Armed by now: while provisional the page may hold less.
    await recorded(devtools, 'opened', 1);
    await page.evaluate('sendAll()');
    const drops = await until(
      () => readLog(devtools, 'drops'),
      ({ payloads }) => payloads.count > 0,
    );
    const [connection] = await readLog(devtools, 'connections');
    const size = 1024 * 1024 + 7;
    expect(connection?.sent).toEqual({ frames: 80, bytes: 80 * size });
    expect(drops.payloads.bytes).toBe(drops.payloads.count * size);
    const without = await devtools.evaluate<number>(`(() => {
      let count = 0;
      const { log } = sockscopeHost;
      for (let number = log.firstFrame; number <= log.lastFrame; number++) {
        if (log.frame(number).payload === 'dropped') count++;
      }
      return count;
    })()`);
    expect(without).toBe(drops.payloads.count);
    expect(without).toBe(80 - Math.floor((64 * 1024 * 1024) / size));
  });

  it('all of a flood of 20,000 frames in and 20,000 out, begun before the page is known to be inspected', async () => {
    const count = 20_000;
    await visit(
      '/flood',
      `<script>
        const ws = new WebSocket('${server.ws}');
        let seen = 0;
        ws.onmessage = () => seen++;
        ws.onopen = () => {
          ws.send('flood ${count} 230');
          for (let at = 1; at < ${count}; at++) ws.send('silent ' + at);
        };
      </script>`,
    );
    await until(
      () => devtools.evaluate<number>('sockscopeHost.log.lastFrame - sockscopeHost.log.firstFrame + 1'),
      (frames) => frames >= 2 * count,
      { timeout: 50_000, every: 200 },
    );
    const [connection] = await readLog(devtools, 'connections');
    expect(connection?.sent.frames).toBe(count);
    expect(connection?.received).toEqual({ frames: count, bytes: count * 230 });
    expect(await page.evaluate('seen')).toBe(count);
    expect(Object.values(await readLog(devtools, 'drops')).every((drop) => drop.count === 0)).toBe(true);
    const inOrder = await devtools.evaluate<boolean>(`(() => {
      let last = 0;
      const { log } = sockscopeHost;
      for (let number = log.firstFrame; number <= log.lastFrame; number++) {
        const { direction, data } = log.frame(number);
        if (direction === 'received' || data.startsWith('flood')) continue;
        if (Number(data.slice(7)) !== ++last) return false;
      }
      return last === ${count} - 1;
    })()`);
    expect(inOrder).toBe(true);
  });
});
