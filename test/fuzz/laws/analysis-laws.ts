import type { Analysis } from '../../../src/analyze/analysis.ts';
import { buildReport } from '../../../src/analyze/report/report.ts';
import { reportText } from '../../../src/analyze/report/report-text.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { type AnalysisSettings, defaultSettings } from '../../../src/analyze/settings.ts';
import { ladderRows } from '../../../src/layout/ladder-layout.ts';
import { latencyAxis, latencyBars } from '../../../src/layout/latency-layout.ts';
import { sayOffset } from '../../../src/layout/say-time.ts';
import { segmentBar } from '../../../src/layout/segment-layout.ts';
import { throughputOf } from '../../../src/layout/throughput-layout.ts';
import { createTimeScale } from '../../../src/layout/time-scale.ts';
import { waterfallBar } from '../../../src/layout/waterfall-layout.ts';
import {
  chunkStreamMatchable,
  deliveryMatchable,
  eventMatchable,
  exchangeMatchable,
  frameMatchable,
} from '../../../src/query/matchables.ts';
import { type Matchable, matches, parseQuery } from '../../../src/query/query.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { must } from '../target.ts';
import { checkPacket } from './packet-laws.ts';

const query = parseQuery('is:unacked or latency>500ms "x y" -type:ping or ns:/a conn:1 size>1k');
/** Frames of a session, and rows of each list, that are looked at as the panel shows them. */
const shown = 8;

/** Analyses a log to its end, and looks at all that a view or a report shows of it. */
export async function checkAnalysis(
  log: SessionLog,
  settings: AnalysisSettings = defaultSettings,
  end = log.lastTime,
): Promise<Analysis> {
  const analysis = createAnalysis(log, settings);
  analysis.pump(log.lastTime);
  analysis.finish(end);
  const report = await buildReport(analysis);
  const text = reportText(report);
  must(!/(?!\n)\p{Cc}/u.test(text), () => 'the report has a control character');
  must(JSON.stringify(report) !== undefined, () => 'the report is no JSON');
  checkFrames(analysis);
  checkRows(analysis);
  return analysis;
}

function checkFrames(analysis: Analysis): void {
  const { log } = analysis;
  const step = Math.max(1, Math.floor((log.lastFrame - log.firstFrame + 1) / shown));
  for (let number = log.firstFrame; number <= log.lastFrame; number += step) {
    const frame = log.frame(number)!;
    for (const packet of analysis.packets(number)) checkPacket(packet);
    match(frameMatchable(frame, analysis));
  }
  for (const { frames, title, detail } of analysis.findings) {
    must(
      title.length + detail.length < 60_000,
      () => `a finding of ${title.length + detail.length} characters`,
    );
    for (const frame of frames)
      must(frame <= log.lastFrame && frame > 0, () => `a finding rests on frame ${frame}, which never was`);
  }
}

/** What the tabs draw of each list's first and last rows. */
function checkRows(analysis: Analysis): void {
  const { log, exchanges, deliveries, chunkStreams } = analysis;
  const scale = createTimeScale(0, log.lastTime);
  for (const each of ends(exchanges)) {
    match(exchangeMatchable(each));
    const { left, width } = waterfallBar(each, scale, log.lastTime, 10_000);
    must(left >= 0 && left <= 1 && width >= 0, () => `a bar at ${left}, ${width} wide`);
  }
  for (const each of ends(deliveries)) match(deliveryMatchable(each));
  for (const each of ends(chunkStreams)) {
    match(chunkStreamMatchable(each));
    must(segmentBar(each).cells.length <= 121, () => 'a segment bar without end');
    throughputOf(log, each);
  }
  for (const each of ends(analysis.events)) match(eventMatchable(each));
  for (const chain of ends(analysis.chains)) ladderRows(chain, ends(deliveries), log.connection);
  const histograms = analysis.latencies.map(({ histogram }) => histogram);
  const axis = latencyAxis(histograms);
  if (axis) for (const each of ends(histograms)) latencyBars(each, axis);
  for (const { id } of ends(log.connections)) analysis.conventionOf(id);
  sayOffset(log.lastTime);
}

function match(row: Matchable): void {
  if (query.ok) matches(query.value, row);
}

const ends = <T>(list: readonly T[]): readonly T[] =>
  list.length <= 2 * shown ? list : [...list.slice(0, shown), ...list.slice(-shown)];
