import type { Connection, SessionLog } from '../../session/session.ts';
import type { Analysis } from '../analysis.ts';
import { assembleStream, joinParts } from '../chunk-streams/stream-bytes.ts';
import type { Continuation } from '../connections/chain.ts';
import type { ChunkStream, ChunkStreamState, DeliveryState, ExchangeState, Finding } from '../results.ts';
import { type ReportEntry, type ReportEvent, reportEntries, reportEvents } from './report-events.ts';

/** The report of docs/report.md, version 1: promised to scripts. */
export interface Report {
  readonly format: 'sockscope-report';
  readonly version: 1;
  readonly connections: readonly ReportConnection[];
  readonly exchanges: readonly ReportExchange[];
  readonly deliveries: readonly ReportDelivery[];
  readonly chunkStreams: readonly ReportChunkStream[];
  readonly findings: readonly ReportFinding[];
  /** Additions to version 1; empty for protocols without named events. */
  readonly events: readonly ReportEvent[];
  readonly entries: readonly ReportEntry[];
  /** Chains of several connections, with why each continues; an addition too. */
  readonly chains: readonly ReportChain[];
}

export interface ReportChain {
  readonly id: number;
  readonly connections: readonly number[];
  readonly continuations: readonly (Omit<Continuation, 'because'> & { readonly detail: string })[];
}

export interface ReportConnection {
  readonly id: number;
  readonly url: string;
  readonly protocol: string;
  readonly decoder: string;
  readonly chain: number;
  readonly openedAt: number | null;
  readonly closedAt: number | null;
  readonly close: Connection['close'];
  readonly sent: Connection['sent'];
  readonly received: Connection['received'];
}

export interface ReportExchange {
  readonly connection: number;
  readonly key: string;
  readonly name: string;
  readonly asker: 'sent' | 'received';
  readonly state: ExchangeState;
  readonly requestFrame: number;
  readonly responseFrames: readonly number[];
  readonly latencyMs: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface ReportDelivery {
  readonly chain: number;
  readonly channel: string;
  readonly seq: number;
  readonly direction: 'sent' | 'received';
  readonly state: DeliveryState;
  readonly transmissions: readonly number[];
  readonly ackFrame: number | null;
  readonly latencyMs: number | null;
}

export interface ReportChunkStream {
  readonly chain: number;
  readonly name: string;
  readonly direction: 'sent' | 'received';
  readonly state: ChunkStreamState;
  readonly declared: ChunkStream['declared'];
  readonly carried: ChunkStream['carried'];
  readonly connections: readonly number[];
  readonly resumes: number;
  readonly sha256: string | null;
}

export type ReportFinding = Pick<Finding, 'code' | 'severity' | 'connection' | 'frames' | 'title' | 'detail'>;

/**
 * The report of an analysis that is finished (`Analysis.finish`). Waits for the hashes of complete chunk streams; `sha256` is null where
 * a stream is not complete or its bytes are no longer kept.
 */
export async function buildReport(analysis: Analysis): Promise<Report> {
  const { log } = analysis;
  const chunkStreams: ReportChunkStream[] = [];
  for (const each of analysis.chunkStreams) {
    const { chain, name, direction, state, declared, carried, connections, resumes } = each;
    const sha256 = await streamSha256(log, each);
    chunkStreams.push({
      chain,
      name,
      direction,
      state,
      declared,
      carried: { ...carried },
      connections,
      resumes,
      sha256,
    });
  }
  return {
    format: 'sockscope-report',
    version: 1,
    connections: log.connections.map((each) => ({
      id: each.id,
      url: each.url,
      protocol: each.protocol,
      decoder: analysis.decoderOf(each.id),
      chain: analysis.chainOf(each.id)?.id ?? 0,
      openedAt: each.openedAt,
      closedAt: each.closedAt,
      close: each.close,
      sent: { ...each.sent },
      received: { ...each.received },
    })),
    exchanges: analysis.exchanges.map((each) => ({
      connection: each.connection,
      key: each.key,
      name: each.name,
      asker: each.asker,
      state: each.state,
      requestFrame: each.requestFrame,
      responseFrames: each.responseFrames,
      latencyMs: each.latencyMs,
      error: each.error,
    })),
    deliveries: analysis.deliveries.map((each) => ({
      chain: each.chain,
      channel: each.channel,
      seq: each.seq,
      direction: each.direction,
      state: each.state,
      transmissions: each.transmissions.map((transmission) => transmission.frame),
      ackFrame: each.ackFrame,
      latencyMs: each.latencyMs,
    })),
    chunkStreams,
    findings: analysis.findings.map(({ code, severity, connection, frames, title, detail }) => ({
      code,
      severity,
      connection,
      frames,
      title,
      detail,
    })),
    events: reportEvents(analysis),
    entries: reportEntries(analysis),
    chains: analysis.chains
      .filter((each) => each.connections.length > 1)
      .map(({ id, connections, continuations }) => ({
        id,
        connections,
        continuations: continuations.map(({ because, ...each }) => ({ ...each, detail: because })),
      })),
  };
}

/** SHA-256 (lower-case hex) of what a complete stream carried, or null where its bytes are not all kept. */
export async function streamSha256(log: SessionLog, stream: ChunkStream): Promise<string | null> {
  if (stream.state !== 'complete') return null;
  if (stream.sha256 !== null) return stream.sha256;
  const assembled = assembleStream(log, stream);
  if (!assembled.ok) return null;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joinParts(assembled.parts)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
