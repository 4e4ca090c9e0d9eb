import type { ChunkLink, EndsStreamLink, ResumesStreamLink, StartsStreamLink } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { SessionLog } from '../session/session.ts';
import type { Analyzer } from './analyzer.ts';
import type { ChainTracker } from './chain-tracker.ts';
import { chunkUnexpected, holeFinding, resumeFinding, streamFinding } from './chunk-stream-findings.ts';
import type { FindingStore } from './finding-store.ts';
import type { FrameRoles } from './frame-roles.ts';
import { createResultList, type ResultList } from './result-list.ts';
import type { ChunkStream } from './results.ts';
import type { AnalysisSettings } from './settings.ts';
import { hashNow } from './stream-bytes.ts';
import {
  addSegment,
  createStream,
  firstHole,
  indexOfOffset,
  listedChunks,
  type MutableStream,
  placeChunk,
  rewind,
} from './stream-state.ts';

/** Streams that may be open at once; past this the oldest is given up, and counted. */
const maxLive = 5_000;
/** A jump in the numbering larger than this is no hole but another numbering. */
const maxJump = 10_000;

export interface ChunkStreamAnalyzer extends Analyzer {
  readonly list: ResultList<ChunkStream>;
  readonly forgotten: number;
  openOn(connection: number): readonly number[];
}

/** Joins start, chunks, end and resumes into logical transfers, over the connections of a chain. */
export function createChunkStreamAnalyzer(
  settings: AnalysisSettings,
  log: SessionLog,
  chains: ChainTracker,
  findings: FindingStore,
  roles: FrameRoles,
): ChunkStreamAnalyzer {
  const list = createResultList<MutableStream>(settings.keep, (each) => each.endedAt === null);
  /** Started and not ended, cut-off ones included. */
  const live = new Set<MutableStream>();
  let forgotten = 0;

  const carriedBy = (packet: Packet): MutableStream[] => {
    const mine: MutableStream[] = [];
    for (const stream of live)
      if (stream.on === packet.connection && stream.direction === packet.direction) mine.push(stream);
    return mine;
  };

  const touch = (stream: MutableStream, packet: Packet): void => {
    stream.activeAt = packet.time;
    roles.joinChunkStream(packet.frame, stream.id);
  };

  const start = (packet: Packet, link: StartsStreamLink): MutableStream => {
    const stream = createStream(packet, link, chains.of(packet.connection)?.id ?? 0);
    stream.id = list.add(stream);
    live.add(stream);
    if (live.size > maxLive) {
      const [oldest] = live;
      if (oldest) live.delete(oldest);
      forgotten++;
    }
    addSegment(stream, packet, 0);
    touch(stream, packet);
    return stream;
  };

  /** Where a chunk belongs: by its number, by its offset, or behind the one before it. */
  const indexOf = (stream: MutableStream, link: ChunkLink): number => {
    if (link.index !== undefined) {
      // Numbering begins with 1 where the first one is 1; otherwise 0 is missing.
      stream.base ??= link.index === 1 ? 1 : 0;
      const index = link.index - stream.base;
      return index >= 0 && index <= stream.next + maxJump ? index : stream.next;
    }
    if (link.offset !== undefined && stream.next <= listedChunks)
      return Math.min(indexOfOffset(stream, link.offset) ?? stream.next, stream.next + 1);
    return stream.next;
  };

  const carry = (stream: MutableStream, packet: Packet, link: ChunkLink): void => {
    stream.body ??= link.body ?? null;
    const index = indexOf(stream, link);
    const ahead = index > stream.next;
    placeChunk(stream, packet, index, link.bytes);
    touch(stream, packet);
    const hole = firstHole(stream);
    if (ahead && hole !== null) findings.set(holeFinding(stream, packet, hole, index));
    else if (hole === null) findings.delete(`chunk-resume-hole:${stream.id}`);
  };

  const chunk = (packet: Packet, link: ChunkLink): void => {
    const mine = carriedBy(packet);
    let stream = link.id === undefined ? mine[0] : mine.find((each) => each.streamId === link.id);
    if (!stream && link.opens) {
      const { id } = link;
      stream = start(packet, { kind: 'starts-stream', ...(id !== undefined && { id }), ...link.opens });
    }
    if (!stream) {
      findings.set(chunkUnexpected(packet, link.bytes));
      return;
    }
    // Without ids a chunk belongs to the one open transfer; with two open nobody but the application can tell.
    if (link.id === undefined && mine.length > 1) for (const each of mine) each.state = 'ambiguous';
    carry(stream, packet, link);
    if (!link.last) return;
    stream.endFrame = packet.frame;
    close(stream, packet.time);
  };

  const close = (stream: MutableStream, time: number, cancelled = false): void => {
    live.delete(stream);
    stream.endedAt = time;
    const { declared, carried } = stream;
    if (stream.state !== 'ambiguous') {
      const hole = firstHole(stream);
      const short =
        cancelled ||
        hole !== null ||
        (declared.chunks !== null && carried.chunks < declared.chunks) ||
        (declared.bytes !== null && carried.bytes < declared.bytes && carried.chunks !== declared.chunks);
      const differs =
        (declared.chunks !== null && carried.chunks !== declared.chunks) ||
        (declared.bytes !== null && carried.bytes !== declared.bytes);
      if (!short && !differs && stream.declaredSha256 !== null) stream.sha256 = hashNow(log, stream);
      const altered = stream.sha256 !== null && stream.sha256 !== stream.declaredSha256;
      stream.state = short ? 'partial' : differs || altered ? 'mismatch' : 'complete';
    }
    findings.delete(`chunk-stream-partial:${stream.id}`);
    if (stream.state === 'partial')
      findings.set(
        streamFinding('chunk-stream-partial', stream, time, cancelled ? 'it was cancelled' : 'it was ended'),
      );
    if (stream.state === 'mismatch') findings.set(streamFinding('chunk-stream-mismatch', stream, time));
  };

  const end = (packet: Packet, link: EndsStreamLink): void => {
    const mine = carriedBy(packet);
    const stream =
      (link.id !== undefined ? mine.find((each) => each.streamId === link.id) : undefined) ??
      (link.name !== undefined ? mine.find((each) => each.name === link.name) : undefined) ??
      mine.find((each) => link.id === undefined || each.streamId === undefined);
    if (!stream) return;
    stream.endFrame = packet.frame;
    stream.declared.bytes ??= link.bytes ?? null;
    stream.declared.chunks ??= link.chunks ?? null;
    stream.declaredSha256 ??= link.sha256 ?? null;
    touch(stream, packet);
    close(stream, packet.time, link.cancelled);
  };

  const resume = (packet: Packet, link: ResumesStreamLink): void => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const candidates = [...live].filter(
      (stream) => stream.chain === chain && stream.direction === packet.direction,
    );
    const stream =
      candidates.find((each) => link.id !== undefined && each.streamId === link.id) ??
      candidates.find((each) => link.name !== undefined && each.name === link.name) ??
      (link.id === undefined && link.name === undefined ? candidates.at(-1) : undefined);
    if (!stream) return;
    const at = link.index ?? indexOfOffset(stream, link.offset);
    const carried = stream.next;
    stream.resumes++;
    stream.on = packet.connection;
    if (stream.state === 'partial') stream.state = 'open';
    findings.delete(`chunk-stream-partial:${stream.id}`);
    if (at !== null && at < carried) {
      findings.set(resumeFinding('chunk-resume-overlap', stream, packet, at, carried));
      rewind(stream, at);
    } else if (at !== null && at > carried) {
      findings.set(resumeFinding('chunk-resume-hole', stream, packet, at, carried));
      if (at <= carried + maxJump) stream.next = at;
    }
    addSegment(stream, packet, stream.next);
    touch(stream, packet);
  };

  return {
    list,
    get forgotten() {
      return forgotten;
    },
    openOn: (connection) => [...live].filter((each) => each.on === connection).map((each) => each.id),
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'chunk') chunk(packet, link);
        else if (link.kind === 'starts-stream') start(packet, link);
        else if (link.kind === 'ends-stream') end(packet, link);
        else if (link.kind === 'resumes-stream') resume(packet, link);
      }
    },
    closed(connection, time) {
      for (const stream of live) {
        if (stream.on !== connection.id) continue;
        stream.on = null;
        if (stream.state === 'open') stream.state = 'partial';
        const close = connection.close ? ` with ${connection.close.code}` : '';
        findings.set(
          streamFinding('chunk-stream-partial', stream, time, `connection #${connection.id} ended${close}`),
        );
      }
    },
    tick(now) {
      if (live.size === 0) return;
      for (const stream of live)
        if (stream.on !== null && now - stream.activeAt > settings.stallAfter)
          findings.set(streamFinding('chunk-stream-stalled', stream, stream.activeAt + settings.stallAfter));
    },
    finish(end) {
      for (const stream of live) {
        if (stream.state !== 'open') continue;
        stream.state = 'partial';
        findings.set(streamFinding('chunk-stream-partial', stream, end, 'the session ended'));
      }
    },
  };
}
