import { parseArgs } from 'node:util';
import { buildReport } from '../src/analyze/report/report.ts';
import { reportText } from '../src/analyze/report/report-text.ts';
import type { Severity } from '../src/analyze/results.ts';
import { createAnalysis } from '../src/analyze/session-analysis.ts';
import { defaultSettings } from '../src/analyze/settings.ts';
import { printableJson } from '../src/base/printable.ts';
import { openFile, openRules, UsageError } from './input.ts';

const ranks: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };
const isSeverity = (value: string): value is Severity => Object.hasOwn(ranks, value);

/** `sockscope report FILE [--json] [--fail-on SEVERITY] [--rules RULES]` */
export async function runReport(args: string[]): Promise<number> {
  const { values, positionals } = readArgs(args);
  const [path, extra] = positionals;
  if (path === undefined || extra !== undefined)
    throw new UsageError('report takes one file: sockscope report FILE [--json]');
  const failOn = values['fail-on'];
  if (failOn !== undefined && !isSeverity(failOn))
    throw new UsageError(`--fail-on takes error, warning or info, not "${failOn}"`);
  const rules = values.rules === undefined ? [] : await openRules(values.rules);
  const { log, archive } = await openFile(path);
  const analysis = createAnalysis(log, { ...defaultSettings, rules });
  analysis.finish(archive.end);
  const report = await buildReport(analysis);
  process.stdout.write(
    values.json ? `${printableJson(JSON.stringify(report, null, 2))}\n` : reportText(report),
  );
  const reached =
    failOn !== undefined && report.findings.some((each) => ranks[each.severity] >= ranks[failOn]);
  return reached ? 1 : 0;
}

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean' }, 'fail-on': { type: 'string' }, rules: { type: 'string' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
