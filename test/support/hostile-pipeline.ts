import { pathToFileURL } from 'node:url';
import { buildReport } from '../../src/analyze/report/report.ts';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../src/analyze/settings.ts';
import { hexLine, hexPreview } from '../../src/layout/hex-layout.ts';
import { fileNameOf, previewKind } from '../../src/layout/preview.ts';
import { sayEndpoint } from '../../src/layout/say-time.ts';
import { flattenTree } from '../../src/layout/tree-layout.ts';
import { frameMatchable } from '../../src/query/matchables.ts';
import { matches, parseQuery } from '../../src/query/query.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { type HostileTraffic, largeValues, longNames } from './hostile-messages.ts';

export interface Outcome {
  /** Codes of the problems that the packets of all frames have, each once. */
  readonly problems: readonly string[];
  /** Packets of the last frame, and lines of the tree of its first. */
  readonly packets: number;
  readonly rows: number;
  readonly findings: number;
}

/** The whole way of traffic: log, analysis, report, and what the panel shows of each frame. */
export function runPipeline({ url, frames }: HostileTraffic, payloadBytes = 100_000_000): Outcome {
  const log = createSessionLog({
    frames: 10_000,
    payloadBytes,
    payloadCap: payloadBytes,
    events: 1000,
    eventBytes: 1_000_000,
  });
  const top = { order: 0, time: 0, page: 1 };
  log.append({ kind: 'page', ...top, url: 'https://app.example/', frame: 'top', origin: 1 });
  log.append({ kind: 'constructed', ...top, order: 1, connection: 1, url, protocols: [], readyState: 0 });
  log.append({ kind: 'opened', order: 2, time: 0, connection: 1, protocol: '', extensions: '' });
  const analysis = createAnalysis(log, defaultSettings);
  let at = 0;
  for (const [direction, data] of frames) {
    log.append({
      kind: 'frame',
      order: at + 3,
      time: (at + 1) * 200,
      connection: 1,
      number: at + 1,
      direction,
      size: data.length,
      data,
      binary: typeof data !== 'string',
    });
    analysis.pump((at + 1) * 200);
    at++;
  }
  analysis.finish(at * 200 + 100);
  buildReport(analysis);
  const query = parseQuery('is:unacked or latency>500ms "x y" -type:ping');
  const problems = new Set<string>();
  let packets = 0;
  let rows = 0;
  for (let number = log.firstFrame; number <= log.lastFrame; number += Math.ceil(at / 5)) {
    const frame = log.frame(number);
    const read = analysis.packets(number);
    packets = read.length;
    for (const packet of read) {
      if (packet.problem) problems.add(packet.problem.code);
      if (packet.summary.length + packet.name.length > 2_000) throw new Error('a line without end');
    }
    const tree = flattenTree(read[0]?.value(), new Set(['/0', '/data']));
    rows = tree.rows.length;
    if (tree.rows.some((row) => row.text.length > 50_000)) throw new Error('a row without end');
    const bytes =
      typeof frame?.data === 'string' ? new TextEncoder().encode(frame.data.slice(0, 4e6)) : frame?.data;
    if (bytes) [previewKind(bytes), hexLine(bytes, 0), hexPreview(bytes)];
    if (frame && query.ok) matches(query.value, frameMatchable(frame, analysis));
  }
  sayEndpoint(url);
  fileNameOf(url, { kind: 'binary' });
  return { problems: [...problems], packets, rows, findings: analysis.findings.length };
}

// As a process of its own, with a heap of a given size: one large value a run.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [, , name = '', payloadBytes] = process.argv;
  const make = largeValues[name] ?? longNames[name];
  if (!make) throw new Error(`no such traffic: ${name}`);
  console.log(
    JSON.stringify(runPipeline(make(), payloadBytes === undefined ? undefined : Number(payloadBytes))),
  );
}
