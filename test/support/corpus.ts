import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analysis } from '../../src/analyze/analysis.ts';
import type { Report } from '../../src/analyze/report/report.ts';
import type { ConventionSide } from '../../src/decode/convention.ts';

/**
 * A scripted session with what has to be found in it, reviewed by hand: the frame script, then
 *
 *   == end 12s                                          when the session is over, unless with its last fact
 *   == convention
 *   1 requestId /env/corr responseId /env/corr          of connection 1, where it goes beyond the usual names; `-`: has none
 *   1 sent seq /n                                       of the messages that its page sends
 *   == report
 *   exchange sent user.get 7 answered 1>2,3 30ms        asker, name, key, state, request > answers, latency, [code] message
 *   delivery sent 17 acked 1,3 ack 4 30ms               direction, number, state, transmissions, ack, latency
 *   stream sent a.mov complete 4/4 chunks 9/9 bytes on 1,2 resumes 1
 *   chain 1>3 by token 2,9                              connection after it, why where URL and time are not it, frames
 *   finding warning exchange-late 1,4                   severity, code, frames; in any order
 */
export interface CorpusSession {
  readonly name: string;
  readonly script: string;
  readonly end: number | null;
  readonly conventions: readonly string[];
  readonly expected: readonly string[];
}

const folder = join(import.meta.dirname, '../fixtures/sessions');

export function readCorpus(): readonly CorpusSession[] {
  return readdirSync(folder)
    .sort()
    .map((file) => readSession(file.replace('.txt', ''), readFileSync(join(folder, file), 'utf8')));
}

function readSession(name: string, text: string): CorpusSession {
  const [script = '', ...sections] = text.split(/^== /m);
  const lines = (title: string): string[] | null => {
    const section = sections.find((each) => each.startsWith(title));
    return section === undefined
      ? null
      : section
          .split('\n')
          .slice(1)
          .map((line) => line.trim())
          .filter(Boolean);
  };
  const [, value, unit] = /^end ([\d.]+)(ms|s)/m.exec(sections.join('\n')) ?? [];
  const expected = lines('report');
  if (expected === null) throw new Error(`${name}: no "== report"`);
  return {
    name,
    script,
    end: value === undefined ? null : Number(value) * (unit === 's' ? 1000 : 1),
    conventions: lines('convention') ?? [],
    expected,
  };
}

const ms = (latency: number | null): string => (latency === null ? '-' : `${Math.round(latency)}ms`);
const of = (value: number, declared: number | null): string =>
  `${value}${declared === null ? '' : `/${declared}`}`;

/** A report in the lines of a corpus file: findings sorted, the rest in the report's order. */
export function printReport(report: Report): readonly string[] {
  return [
    ...report.exchanges.map((each) => {
      const error = each.error ? ` [${each.error.code}] ${each.error.message}`.trimEnd() : '';
      return `exchange ${each.asker} ${each.name || '-'} ${each.key} ${each.state} ${each.requestFrame}>${each.responseFrames.join()} ${ms(each.latencyMs)}${error}`;
    }),
    ...report.deliveries.map(
      (each) =>
        `delivery ${each.direction} ${each.channel ? `${each.channel}:` : ''}${each.seq} ${each.state} ${each.transmissions.join()} ack ${each.ackFrame ?? '-'} ${ms(each.latencyMs)}`,
    ),
    ...report.chunkStreams.map(
      (each) =>
        `stream ${each.direction} ${each.name} ${each.state} ${of(each.carried.chunks, each.declared.chunks)} chunks ${of(each.carried.bytes, each.declared.bytes)} bytes on ${each.connections.join()} resumes ${each.resumes}`,
    ),
    ...report.chains.flatMap(({ continuations }) =>
      continuations
        .filter((each) => each.by === 'token')
        .map((each) => `chain ${each.after}>${each.connection} by token ${each.frames.join()}`),
    ),
    ...report.findings
      .map((each) => `finding ${each.severity} ${each.code} ${each.frames.join() || '-'}`)
      .sort(),
  ];
}

/** Expected lines with the findings sorted, as `printReport` sorts them. */
export const sortFindings = (lines: readonly string[]): readonly string[] => [
  ...lines.filter((line) => !line.startsWith('finding ')),
  ...lines.filter((line) => line.startsWith('finding ')).sort(),
];

/** What was found beyond the usual names, a line for each connection that has something. */
export function printConventions(analysis: Analysis): readonly string[] {
  const order = [
    'requestId',
    'responseId',
    'scope',
    'seq',
    'ack',
    'ackType',
    'channel',
    'chunkId',
    'chunkIndex',
    'chunkData',
    'type',
  ] as const;
  const print = (side: ConventionSide): string =>
    order
      .filter((part) => part in side)
      .map(
        (part) =>
          `${part} ${side[part] ?? '-'}${part === 'ack' && side.ackMeans === 'up-to' ? ' up-to' : ''}`,
      )
      .join(' ');
  return analysis.log.connections.flatMap(({ id }) => {
    const { sent = {}, received = {}, ...both } = analysis.conventionOf(id)?.applied ?? {};
    return [
      [`${id}`, both],
      [`${id} sent`, sent],
      [`${id} received`, received],
    ].flatMap(([head, side]) => {
      const parts = print(side as ConventionSide);
      return parts === '' ? [] : [`${head as string} ${parts}`];
    });
  });
}
