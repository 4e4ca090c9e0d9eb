import type { Analysis } from '../../src/analyze/analysis.ts';
import { buildReport, type Report } from '../../src/analyze/report/report.ts';
import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { SessionLog } from '../../src/session/session.ts';
import type { Fact } from '../../src/wire/fact.ts';

export interface Fed {
  readonly log: SessionLog;
  readonly analysis: Analysis;
  /** Of the analysis that was given all facts and then asked. */
  readonly atOnce: Comparable;
  /** Of one that was brought up to date after every so many of them. */
  readonly inPieces: Comparable;
}

type Comparable = Omit<Report, 'findings'> & { readonly findings: readonly string[] };

/** Analyses the same facts twice, 20 s past their end: the first law is that the two reports are equal. */
export async function feedTwice(facts: readonly Fact[], size: number): Promise<Fed> {
  const log = createSessionLog();
  const pieces = createSessionLog();
  const fedInPieces = createAnalysis(pieces);
  for (const [at, fact] of facts.entries()) {
    log.append(fact);
    pieces.append(fact);
    if (at % size === 0) fedInPieces.pump(pieces.lastTime);
  }
  const end = log.lastTime + 20_000;
  const analysis = createAnalysis(log);
  analysis.finish(end);
  fedInPieces.finish(end);
  return { log, analysis, atOnce: await comparable(analysis), inPieces: await comparable(fedInPieces) };
}

/** Findings of one moment come in no order. */
async function comparable(analysis: Analysis): Promise<Comparable> {
  const report = await buildReport(analysis);
  return { ...report, findings: report.findings.map((each) => JSON.stringify(each)).sort() };
}
