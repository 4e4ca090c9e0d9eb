import { sayDuration, sayPlural } from '../../base/say.ts';
import type { Analysis } from '../analysis.ts';
import { quantile, sayGuarantee } from '../deliveries/say-guarantee.ts';
import type { EventFate, EventStats, Guarantee, SessionEntry } from '../results.ts';

export interface ReportEvent {
  readonly scope: string;
  readonly name: string;
  readonly direction: 'sent' | 'received';
  readonly guarantee: Guarantee;
  readonly count: number;
  readonly asked: number;
  readonly acked: number;
  readonly failed: number;
  readonly retries: number;
  readonly fates: Readonly<Record<EventFate, number>>;
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  readonly evidence: readonly number[];
  readonly detail: string;
}

export type ReportEntry = Omit<SessionEntry, 'time'>;

export const reportEvents = (analysis: Analysis): readonly ReportEvent[] => analysis.events.map(reportEvent);

export const reportEntries = (analysis: Analysis): readonly ReportEntry[] =>
  analysis.entries.map(({ time: _time, replayed, ...entry }) => ({ ...entry, replayed: [...replayed] }));

function reportEvent(stats: EventStats): ReportEvent {
  const { scope, name, direction, guarantee, count, asked, acked, failed, retries, fates, evidence } = stats;
  const p50 = quantile(stats.latencies, 0.5);
  const p95 = quantile(stats.latencies, 0.95);
  return {
    scope,
    name,
    direction,
    guarantee,
    count,
    asked,
    acked,
    failed,
    retries,
    fates: { ...fates },
    latencyMs: p50 === null || p95 === null ? null : { p50, p95 },
    evidence,
    detail: sayGuarantee(stats),
  };
}

/** Lines of the text report. */
export function eventLines(events: readonly ReportEvent[], entries: readonly ReportEntry[]): string[] {
  if (events.length === 0) return [];
  const lines = ['', 'EVENTS'];
  for (const each of events) {
    const facts = [
      `${each.count} ${each.direction}`,
      each.asked > 0 ? `${each.acked} of ${each.asked} acked` : '',
      each.failed > 0 ? `${each.failed} failed` : '',
      each.retries > 0 ? sayPlural(each.retries, 'further attempt') : '',
      ...Object.entries(each.fates).map(([fate, count]) => (count > 0 ? `${count} ${fate}` : '')),
      each.latencyMs
        ? `ack after ${sayDuration(each.latencyMs.p50)}, p95 ${sayDuration(each.latencyMs.p95)}`
        : '',
    ];
    const scope = each.scope === '/' || each.scope === '' ? '' : `${each.scope} `;
    lines.push(`  ${scope}${each.name}: ${each.guarantee} · ${facts.filter(Boolean).join(', ')}`);
  }
  const resumed = entries.filter((each) => each.resumedBy !== null);
  if (resumed.length > 0) lines.push('', 'RECOVERY');
  for (const each of resumed) {
    const outcome =
      each.recovered === null ? 'by the application' : each.recovered ? 'recovered' : 'not recovered';
    lines.push(
      `  ${each.scope} on #${each.connection}: asked from ${each.offset ?? 'no offset'}, ${outcome}, ${sayPlural(each.replayed.length, 'event')} replayed`,
    );
  }
  return lines;
}
