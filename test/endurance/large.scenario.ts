import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { until } from '../support/poll.ts';
import { readLog } from '../support/recorded.ts';
import { answerTime, formatBlocked, watchBlocked } from './blocked.ts';
import { leftAlone, promise, withInspectedPage } from './inspected-page.ts';
import { extensionMemory } from './memory.ts';
import type { Scenario } from './scenario.ts';

const MB = 1_000_000;
const size = 50 * MB;
const frames = 20;

interface Totals {
  readonly received: number;
  readonly bytes: number;
  /** Frames that were not what was sent. */
  readonly wrong: number;
}

/** Runs in the page: text and bytes in turns, each sent when the one before has come back and been compared. */
async function exchangeLarge(url: string, size: number, frames: number): Promise<Totals> {
  const ws = new WebSocket(url);
  ws.binaryType = 'arraybuffer';
  await new Promise((resolve) => {
    ws.onopen = resolve;
  });
  const totals = { received: 0, bytes: 0, wrong: 0 };
  for (let at = 0; at < frames; at++) {
    const text = at % 2 === 0 ? String.fromCharCode(97 + at).repeat(size) : null;
    const bytes = new Uint8Array(text === null ? size : 0).fill(at);
    const data = await new Promise<string | ArrayBuffer>((resolve) => {
      ws.onmessage = (event) => resolve(event.data);
      ws.send(text ?? bytes);
    });
    totals.received++;
    totals.bytes += typeof data === 'string' ? data.length : data.byteLength;
    const isSame =
      typeof data === 'string'
        ? data === text
        : data.byteLength === size && new Uint8Array(data).every((byte) => byte === at);
    if (!isSame) totals.wrong++;
  }
  return totals;
}

const payloads = `(() => {
  const { log } = sockscopeHost;
  const kept = { frames: 0, whole: 0, pending: 0 };
  for (let number = log.firstFrame; number <= log.lastFrame; number++) {
    const { data, payload, size } = log.frame(number);
    kept.frames++;
    if (payload === 'pending') kept.pending++;
    if (data !== null && data.length === size) kept.whole++;
  }
  return { ...kept, bytes: log.payloadBytes, dropped: log.drops.payloads.count };
})()`;

interface Payloads {
  readonly frames: number;
  readonly whole: number;
  readonly pending: number;
  readonly bytes: number;
  readonly dropped: number;
}

/** Frames of 50 MB each way: the page gets all, the log keeps what its budget allows and counts what it let go. */
export const scenario: Scenario = {
  name: 'large',
  run: (say) =>
    withInspectedPage(async ({ browser, page, server, devtools, complaints }) => {
      const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 2 * size });
      sockets.on('connection', (socket) => {
        socket.on('message', (data, binary) => socket.send(data, { binary }));
        socket.on('error', () => undefined);
      });
      try {
        await page.goto(server.http);
        await page.evaluate('globalThis.__name = (named) => named');
        const blocked = await watchBlocked(devtools);
        const from = performance.now();
        const url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}`;
        const totals = await page.evaluate(exchangeLarge, url, size, frames);
        const took = (performance.now() - from) / 1000;
        promise(totals.received === frames && totals.wrong === 0, `the page got ${JSON.stringify(totals)}`);
        const told = await until(
          () => devtools.evaluate<Payloads>(payloads),
          (now) => now.frames === 2 * frames && now.pending === 0,
          { timeout: 60_000 },
        );
        say(JSON.stringify(told));
        const { payloadBytes } = await readLog(devtools, 'limits');
        promise(told.bytes <= payloadBytes, `${told.bytes} bytes of payload are kept`);
        promise(
          told.whole + told.dropped === 2 * frames,
          `${told.whole} payloads are kept and ${told.dropped} counted as dropped, of ${2 * frames}`,
        );
        promise((await readLog(devtools, 'drops')).facts.count === 0, 'facts were dropped');
        leftAlone(complaints);
        const answered = await answerTime(devtools);
        return (
          `${frames} frames of ${size / MB} MB each way in ${took.toFixed(0)} s, the page got all; ${told.whole} payloads kept ` +
          `(${(told.bytes / MB).toFixed(0)} MB), ${told.dropped} counted as dropped; ${await extensionMemory(browser)} MiB; ` +
          `${formatBlocked(await blocked())}, answers in ${answered.toFixed(0)} ms`
        );
      } finally {
        for (const client of sockets.clients) client.terminate();
        sockets.close();
      }
    }),
};
