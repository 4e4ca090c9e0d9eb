import { printable } from '../../base/printable.ts';
import { sayBytes, sayPlural } from '../../base/say.ts';
import type { Severity } from '../results.ts';
import type { Report, ReportFinding } from './report.ts';
import { eventLines } from './report-events.ts';

const severities: readonly Severity[] = ['error', 'warning', 'info'];
/** Findings of one code that are told one by one; the rest is counted. */
const toldPerCode = 5;

/** The report for people: what is wrong first, then what was seen. Plain text, no colours. */
export function reportText(report: Report): string {
  const lines: string[] = [];
  const frames = report.connections.reduce((sum, each) => sum + each.sent.frames + each.received.frames, 0);
  const bytes = report.connections.reduce((sum, each) => sum + each.sent.bytes + each.received.bytes, 0);
  lines.push(
    `${sayPlural(report.connections.length, 'connection')}, ${sayPlural(frames, 'frame')}, ${sayBytes(bytes)}`,
    '',
  );

  for (const severity of severities) {
    const found = report.findings.filter((each) => each.severity === severity);
    if (found.length === 0) continue;
    lines.push(`${severity.toUpperCase()} (${found.length})`);
    for (const [code, group] of byCode(found)) {
      for (const finding of group.slice(0, toldPerCode)) {
        const where = finding.connection > 0 ? ` · connection #${finding.connection}` : '';
        const evidence = finding.frames
          .slice(0, 6)
          .map((frame) => `#${frame}`)
          .join(' ');
        lines.push(
          `  ${finding.title}`,
          `    ${code}${where}${evidence && ` · frames ${evidence}`}`,
          ...wrap(finding.detail, 4),
        );
      }
      if (group.length > toldPerCode) lines.push(`  … and ${group.length - toldPerCode} more of ${code}`);
    }
    lines.push('');
  }
  if (report.findings.length === 0) lines.push('Nothing wrong was found.', '');

  lines.push('CONNECTIONS');
  for (const each of report.connections) {
    const end = each.close ? `closed ${each.close.code}` : each.closedAt === null ? 'open' : 'page left';
    lines.push(
      `  #${each.id} ${each.url} · ${each.decoder} · ${each.sent.frames} sent, ${each.received.frames} received · ${end}${each.chain > 0 ? ` · chain ${each.chain}` : ''}`,
    );
  }
  lines.push(...chainLines(report.chains));
  lines.push('', `EXCHANGES  ${states(report.exchanges)}`);
  lines.push(`DELIVERIES  ${states(report.deliveries)}`);
  lines.push(`CHUNK STREAMS  ${states(report.chunkStreams)}`);
  for (const each of report.chunkStreams) {
    const of = each.declared.bytes === null ? '' : ` of ${each.declared.bytes}`;
    lines.push(
      `  ${each.name} ${each.direction}: ${each.state}, ${each.carried.bytes}${of} bytes in ${sayPlural(each.carried.chunks, 'chunk')}, on ${each.connections.map((id) => `#${id}`).join(' ')}${each.resumes > 0 ? `, resumed ${sayPlural(each.resumes, 'time')}` : ''}${each.sha256 ? `, sha256 ${each.sha256}` : ''}`,
    );
  }
  lines.push(...eventLines(report.events, report.entries));
  // Names, URLs and details come from traffic: a line of the report is one that was put together here, and safe to print.
  return `${lines.map(printable).join('\n')}\n`;
}

/** Reconnects told one by one, the latest of a chain. */
const toldPerChain = 10;

function chainLines(chains: Report['chains']): string[] {
  if (chains.length === 0) return [];
  const lines = ['', 'CHAINS'];
  for (const { id, connections, continuations } of chains) {
    lines.push(`  ${id}: ${sayPlural(connections.length, 'connection')}`);
    for (const each of continuations.slice(-toldPerChain)) {
      const frames = each.frames.map((frame) => `#${frame}`).join(' ');
      lines.push(
        `    #${each.connection} continues #${each.after}${frames && ` · frames ${frames}`}`,
        ...wrap(each.detail, 6),
      );
    }
  }
  return lines;
}

function byCode(findings: readonly ReportFinding[]): ReadonlyMap<string, readonly ReportFinding[]> {
  const groups = new Map<string, ReportFinding[]>();
  for (const each of findings) {
    const group = groups.get(each.code);
    if (group) group.push(each);
    else groups.set(each.code, [each]);
  }
  return groups;
}

function states(rows: readonly { readonly state: string }[]): string {
  const counts = new Map<string, number>();
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts.size === 0 ? 'none' : [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length + indent > 118) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line].map((each) => ' '.repeat(indent) + each);
}
