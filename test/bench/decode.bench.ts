import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { createConnectionDecoding } from '../../src/decode/connection-decoding.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { SessionLog } from '../../src/session/session.ts';
import type { Fact } from '../../src/wire/fact.ts';
import { type Bench, median } from './row.ts';

const frames = 100_000;
const rounds = 7;

/** Requests with their answers, numbered packets with their acks and pushes, as text of about 230 bytes. */
function traffic(count: number): readonly Fact[] {
  const facts: Fact[] = [
    { kind: 'page', order: 0, time: 0, page: 1, url: 'http://bench/', frame: 'top', origin: 1 },
    {
      kind: 'constructed',
      order: 1,
      time: 0,
      connection: 1,
      page: 1,
      url: 'ws://bench/rt',
      protocols: [],
      readyState: 0,
    },
    { kind: 'opened', order: 2, time: 0, connection: 1, protocol: '', extensions: '' },
  ];
  const filler = 'x'.repeat(150);
  for (let at = 0; at < count; at++) {
    const turn = Math.floor(at / 5);
    const message = [
      { id: `r-${turn}`, type: 'user.get', data: { user: turn, filler } },
      { id: `r-${turn}`, type: 'user.get.response', data: { name: 'Mina', plan: 'pro', filler } },
      { seq: turn, type: 'chat.send', data: { text: filler } },
      { type: 'ack', seq: turn, data: { filler } },
      { type: 'presence', data: { online: turn, filler } },
    ][at % 5];
    const data = JSON.stringify(message);
    const direction = at % 5 === 0 || at % 5 === 2 ? 'sent' : 'received';
    facts.push({
      kind: 'frame',
      order: facts.length,
      time: at,
      connection: 1,
      number: at + 1,
      direction,
      size: data.length,
      data,
      binary: false,
    });
  }
  return facts;
}

function decodeAll(log: SessionLog): number {
  const decoding = createConnectionDecoding(log.connection(1)!);
  let packets = 0;
  for (let number = log.firstFrame; number <= log.lastFrame; number++)
    packets += decoding.accept(log.frame(number)!).length;
  return packets;
}

/** An hour of a busy app: nothing of it may grow without bound, and it has to be read in seconds. */
function millionFrames(): { readonly parse: number; readonly analyse: number } {
  const log = createSessionLog();
  for (const fact of traffic(1_000_000)) log.append(fact);
  let from = performance.now();
  for (let number = log.firstFrame; number <= log.lastFrame; number++)
    JSON.parse(log.frame(number)?.data as string);
  const parse = performance.now() - from;
  from = performance.now();
  createAnalysis(log).pump(log.lastTime);
  return { parse, analyse: performance.now() - from };
}

export const bench: Bench = {
  name: 'decode',
  async rows() {
    const log = createSessionLog();
    for (const fact of traffic(frames)) log.append(fact);
    const texts = Array.from({ length: frames }, (_, at) => log.frame(at + 1)?.data as string);
    const parse: number[] = [];
    const decode: number[] = [];
    const analyse: number[] = [];
    let seen = 0;
    for (let round = 0; round < rounds; round++) {
      let from = performance.now();
      for (const text of texts) seen += (JSON.parse(text) as { type: string }).type.length;
      parse.push(performance.now() - from);
      from = performance.now();
      seen += decodeAll(log);
      decode.push(performance.now() - from);
      from = performance.now();
      const analysis = createAnalysis(log);
      analysis.pump(log.lastTime);
      analyse.push(performance.now() - from);
      seen += analysis.exchanges.length;
    }
    const million = millionFrames();
    const perFrame = (ms: number): string => `${((median([ms]) / frames) * 1000).toFixed(2)} µs`;
    const alone = median(analyse) - median(decode);
    return [
      {
        name: 'decode, 230 B JSON text',
        ratio: median(decode) / median(parse),
        baseline: 'JSON.parse of the same payloads',
        detail: `${perFrame(median(decode))} a frame against ${perFrame(median(parse))}; JSON.parse is in it`,
      },
      {
        name: 'analysis of what was decoded',
        ratio: alone / median(parse),
        baseline: 'JSON.parse of the same payloads',
        detail: `${perFrame(alone)} a frame; the difference of the row below and the row above`,
      },
      {
        name: 'decode + analyze, 230 B JSON text',
        ratio: median(analyse) / median(parse),
        baseline: 'JSON.parse of the same payloads',
        detail: `${perFrame(median(analyse))} a frame against ${perFrame(median(parse))}; ${frames} frames, ${rounds} rounds (${seen})`,
      },
      {
        name: 'the same, a million frames at once',
        ratio: million.analyse / million.parse,
        baseline: 'JSON.parse of the same payloads',
        detail: `${(million.analyse / 1000).toFixed(2)} s against ${(million.parse / 1000).toFixed(2)} s; one round`,
      },
    ];
  },
};
