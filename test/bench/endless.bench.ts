import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Analysis } from '../../src/analyze/analysis.ts';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { Direction, Fact } from '../../src/wire/fact.ts';
import { type Bench, median } from './row.ts';

/** Enough for the log's 2,000,000 rows to be full before the second quarter. An hour at 10,000 frames/s is 36,000,000. */
const frames = Number(process.env.SOCKSCOPE_ENDLESS_FRAMES ?? 10_000_000);
const perSecond = 10_000;
const samples = 40;
/** Frames between two drops of the connection: five minutes. */
const reconnectEvery = 300 * perSecond;

type Message = readonly [direction: Direction, text: string];

const filler = 'x'.repeat(150);
const say = (message: object): string => JSON.stringify({ ...message, filler });

/**
 * Requests with answers, numbered packets with acks and pushes; of each hundred turns one is left open (a request without answer, a
 * packet without ack) and one transfer begins that never ends.
 */
function messageAt(n: number): Message {
  const turn = Math.floor(n / 5);
  const open = turn % 100 === 99;
  switch (n % 5) {
    case 0:
      return ['sent', say({ id: `r-${turn}`, type: 'user.get' })];
    case 1:
      return [
        'received',
        say(open ? { type: 'tick', turn } : { id: `r-${turn}`, type: 'user.get.response' }),
      ];
    case 2:
      return ['sent', say({ seq: turn, type: 'chat.send' })];
    case 3:
      return ['received', say(open ? { type: 'tick', turn } : { type: 'ack', seq: turn })];
    default:
      return open
        ? ['sent', say({ type: 'file.start', data: { id: `f-${turn}`, name: 'a.mov', size: 9 } })]
        : ['received', say({ type: 'presence', online: turn })];
  }
}

/** Feeds the log as a panel's recorder does, one connection after the other, and hands on a moment's frames at a time. */
function feed(
  log: SessionWriter,
  from: number,
  to: number,
  next: { order: number },
  moment: () => void,
): void {
  const append = (fact: Record<string, unknown>, n: number): void =>
    log.append({ ...fact, order: next.order++, time: (n / perSecond) * 1000 } as Fact);
  for (let n = from; n < to; n++) {
    const connection = 1 + Math.floor(n / reconnectEvery);
    if (n % reconnectEvery === 0) {
      if (connection > 1)
        append({ kind: 'closed', connection: connection - 1, code: 1006, reason: '', wasClean: false }, n);
      const url = 'wss://bench/rt';
      append({ kind: 'constructed', connection, page: 1, url, protocols: [], readyState: 0 }, n);
      append({ kind: 'opened', connection, protocol: '', extensions: '' }, n);
    }
    const [direction, data] = messageAt(n);
    log.append({
      kind: 'frame',
      order: next.order++,
      time: (n / perSecond) * 1000,
      connection,
      number: n + 1,
      direction,
      size: data.length,
      data,
      binary: false,
    });
    if (n % perSecond === perSecond - 1) moment();
  }
}

/** What was let go of for want of room: openings among it that nothing could be said of any more. */
const letGo = (analysis: Analysis): string =>
  analysis.findings
    .filter((each) => each.code === 'capture-dropped')
    .map((each) => (each.key.includes(':results:') ? each.detail : `${each.title}.`))
    .join(' ');

const quarter = (values: readonly number[], nth: number): number =>
  median(values.slice(((nth - 1) * values.length) / 4, (nth * values.length) / 4));

export const bench: Bench = {
  name: 'endless',
  async rows() {
    setFlagsFromString('--expose_gc');
    const gc = runInNewContext('gc') as () => void;
    const log = createSessionLog();
    const analysis = createAnalysis(log);
    const next = { order: 1 };
    log.append({ kind: 'page', order: 0, time: 0, page: 1, url: 'https://bench/', frame: 'top', origin: 1 });
    const heap: number[] = [];
    const cost: number[] = [];
    const step = Math.ceil(frames / samples);
    for (let from = 0; from < frames; from += step) {
      const to = Math.min(frames, from + step);
      const began = performance.now();
      feed(log, from, to, next, () => analysis.pump(log.lastTime));
      cost.push(((performance.now() - began) * 1000) / (to - from));
      gc();
      const { heapUsed, external } = process.memoryUsage();
      heap.push((heapUsed + external) / 1024 / 1024);
    }
    const mib = (nth: number): string => `${quarter(heap, nth).toFixed(0)} MiB`;
    const micros = (nth: number): string => `${quarter(cost, nth).toFixed(2)} µs`;
    const { exchanges, deliveries, chunkStreams, findings } = analysis;
    return [
      {
        name: `memory after ${frames.toLocaleString('en')} frames`,
        ratio: quarter(heap, 4) / quarter(heap, 2),
        baseline: 'the second quarter (medians, heap and buffers after a full collection)',
        detail: `${mib(4)} against ${mib(2)}, at most ${Math.max(...heap).toFixed(0)} MiB; the log's payloads are ${(log.payloadBytes / 1024 / 1024).toFixed(0)} MiB of it. Listed: ${exchanges.length} exchanges, ${deliveries.length} deliveries, ${chunkStreams.length} chunk streams, ${findings.length} findings. Let go: ${letGo(analysis)}`,
      },
      {
        name: 'time a frame',
        ratio: quarter(cost, 4) / quarter(cost, 2),
        baseline: 'the second quarter',
        detail: `${micros(4)} against ${micros(2)}, writing the message and appending it to the log included`,
      },
    ];
  },
};
