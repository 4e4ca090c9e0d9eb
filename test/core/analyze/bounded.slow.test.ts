import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { type AnalysisSettings, defaultSettings } from '../../../src/analyze/settings.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionWriter } from '../../../src/session/session.ts';
import type { Fact } from '../../../src/wire/fact.ts';

setFlagsFromString('--expose_gc');
const gc = runInNewContext('gc') as () => void;

const settings: AnalysisSettings = { ...defaultSettings, keep: 5_000, keepFindings: 200 };

/** Everything that opens something and never closes it, with types, ids and channels that are never the same. */
function hostile(n: number): { direction: 'sent' | 'received'; data: string | Uint8Array } {
  switch (n % 10) {
    case 0:
      return { direction: 'sent', data: `{"id":"never-${n}","type":"ask"}` };
    case 1:
      return { direction: 'sent', data: `{"seq":${n},"type":"unacked"}` };
    case 2:
      return { direction: 'received', data: `{"id":"orphan-${n}","type":"x.response"}` };
    case 3:
      return { direction: 'received', data: `{"type":"t${n}","seq":${n * 2},"channel":"c${n}"}` };
    case 4:
      return { direction: 'received', data: `{"type":"ack","seq":${n + 1_000_000}}` };
    case 5:
      return { direction: 'sent', data: `{"type":"file.start","data":{"id":"f${n}","name":"n${n}"}}` };
    case 6:
      return { direction: 'received', data: `{"id":"d${n}","type":"text.delta","delta":"x"}` };
    case 7:
      return { direction: 'received', data: `{"id":"failed-${n - 7}","type":"error","message":"${n}"}` };
    case 8:
      return { direction: 'sent', data: Uint8Array.of(n, n >> 8, n >> 16) };
    default:
      return { direction: 'received', data: `{"broken":${n}` };
  }
}

function feed(log: SessionWriter, from: number, to: number, pump: (time: number) => void): void {
  for (let n = from; n < to; n++) {
    const { direction, data } = hostile(n);
    const binary = typeof data !== 'string';
    log.append({
      kind: 'frame',
      order: n + 10,
      time: n / 10,
      connection: 1,
      number: n + 1,
      direction,
      size: data.length,
      data,
      binary,
    });
    if (n % 1000 === 999) pump(n / 10);
  }
}

const begin: readonly Fact[] = [
  { kind: 'page', order: 0, time: 0, page: 1, url: 'https://a.example/', frame: 'top', origin: 1 },
  {
    kind: 'constructed',
    order: 1,
    time: 0,
    connection: 1,
    page: 1,
    url: 'wss://a.example/',
    protocols: [],
    readyState: 0,
  },
  { kind: 'opened', order: 2, time: 0, connection: 1, protocol: '', extensions: '' },
];

describe('analysis of endless input', () => {
  it('keeps memory flat, and says what it let go of', { timeout: 120_000 }, () => {
    const log = createSessionLog({
      frames: 10_000,
      payloadBytes: 1_000_000,
      payloadCap: 1_000_000,
      events: 1_000,
      eventBytes: 1_000_000,
    });
    for (const fact of begin) log.append(fact);
    const analysis = createAnalysis(log, settings);
    const heapAt = (frames: number, from: number): number => {
      feed(log, from, frames, (time) => analysis.pump(time));
      gc();
      return process.memoryUsage().heapUsed / 1024 / 1024;
    };
    // By then every bound has been reached, the 20,000 ids that a decoder remembers of each side among them.
    const first = heapAt(250_000, 0);
    const second = heapAt(450_000, 250_000);
    expect(second - first).toBeLessThan(12);

    expect(analysis.exchanges.length).toBeLessThanOrEqual(5_000);
    expect(analysis.deliveries.length).toBeLessThanOrEqual(5_000);
    expect(analysis.chunkStreams.length).toBeLessThanOrEqual(5_000);
    expect(analysis.numberings.length).toBeLessThanOrEqual(2_010);
    const told = analysis.findings
      .filter((each) => each.code === 'capture-dropped')
      .map((each) => each.title);
    for (const what of [
      'exchanges no longer listed',
      'numbered packets no longer listed',
      'of response-orphan',
      'frames',
    ])
      expect(
        told.some((title) => title.includes(what)),
        `${what} in ${told.join(' · ')}`,
      ).toBe(true);
  });
});
