import type { ChunkLink, EndsStreamLink, ResumesStreamLink, StartsStreamLink } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { Analyzer } from './analyzer.ts';
import type { ChainTracker } from './chain-tracker.ts';
import { chunkUnexpected, resumeFinding, streamFinding } from './chunk-stream-findings.ts';
import type { FindingStore } from './finding-store.ts';
import type { FrameRoles } from './frame-roles.ts';
import type { ChunkSegment, ChunkStream } from './results.ts';
import type { AnalysisSettings } from './settings.ts';

type MutableSegment = { -readonly [Key in keyof ChunkSegment]: ChunkSegment[Key] };
type MutableStream = {
  -readonly [Key in keyof Omit<
    ChunkStream,
    'segments' | 'carried' | 'connections' | 'chunkFrames'
  >]: ChunkStream[Key];
} & {
  streamId: string | undefined;
  carried: { bytes: number; chunks: number };
  connections: number[];
  segments: MutableSegment[];
  chunkFrames: number[];
  /** Application bytes of each chunk, by index. */
  sizes: number[];
  /** Connection that carries it now; null while it is cut off. */
  on: number | null;
};

export interface ChunkStreamAnalyzer extends Analyzer {
  readonly all: readonly ChunkStream[];
}

/** Joins start, chunks, end and resumes into logical transfers, over the connections of a chain. */
export function createChunkStreamAnalyzer(
  settings: AnalysisSettings,
  chains: ChainTracker,
  findings: FindingStore,
  roles: FrameRoles,
): ChunkStreamAnalyzer {
  const all: MutableStream[] = [];
  /** Started and not ended, cut-off ones included. */
  const live = new Set<MutableStream>();

  const carriedBy = (packet: Packet): MutableStream[] =>
    [...live].filter((stream) => stream.on === packet.connection && stream.direction === packet.direction);

  const pick = (packet: Packet, id: string | undefined, name?: string): MutableStream | undefined => {
    const mine = carriedBy(packet);
    if (id !== undefined) return mine.find((stream) => stream.streamId === id);
    return (name !== undefined ? mine.find((stream) => stream.name === name) : undefined) ?? mine[0];
  };

  const touch = (stream: MutableStream, packet: Packet): void => {
    stream.activeAt = packet.time;
    roles.join(packet.frame, { chunkStream: stream.id });
  };

  const addSegment = (stream: MutableStream, packet: Packet): void => {
    const { connection, time } = packet;
    if (!stream.connections.includes(connection)) stream.connections.push(connection);
    stream.segments.push({
      connection,
      firstIndex: stream.carried.chunks,
      chunks: 0,
      bytes: 0,
      from: time,
      to: time,
    });
  };

  const start = (packet: Packet, link: StartsStreamLink): void => {
    const stream: MutableStream = {
      id: all.length,
      streamId: link.id,
      chain: chains.of(packet.connection)?.id ?? 0,
      name: link.name,
      direction: packet.direction,
      state: 'open',
      declared: { bytes: link.bytes ?? null, chunks: link.chunks ?? null },
      carried: { bytes: 0, chunks: 0 },
      connections: [],
      segments: [],
      resumes: 0,
      startFrame: packet.frame,
      endFrame: null,
      startedAt: packet.time,
      endedAt: null,
      activeAt: packet.time,
      chunkFrames: [],
      declaredSha256: link.sha256 ?? null,
      sizes: [],
      on: packet.connection,
    };
    all.push(stream);
    live.add(stream);
    addSegment(stream, packet);
    touch(stream, packet);
  };

  const carry = (stream: MutableStream, packet: Packet, link: ChunkLink): void => {
    const index = stream.carried.chunks;
    stream.chunkFrames[index] = packet.frame;
    stream.sizes[index] = link.bytes;
    stream.carried.chunks++;
    stream.carried.bytes += link.bytes;
    const segment = stream.segments.at(-1)!;
    segment.chunks++;
    segment.bytes += link.bytes;
    segment.to = packet.time;
    touch(stream, packet);
  };

  const chunk = (packet: Packet, link: ChunkLink): void => {
    const mine = carriedBy(packet);
    const stream = link.id === undefined ? mine[0] : mine.find((each) => each.streamId === link.id);
    if (!stream) {
      findings.set(chunkUnexpected(packet, link.bytes));
      return;
    }
    // Without ids a chunk belongs to the one open transfer; with two open nobody but the application can tell.
    if (link.id === undefined && mine.length > 1) for (const each of mine) each.state = 'ambiguous';
    carry(stream, packet, link);
  };

  const close = (stream: MutableStream, time: number): void => {
    live.delete(stream);
    stream.endedAt = time;
    const { declared, carried } = stream;
    if (stream.state !== 'ambiguous') {
      const short =
        (declared.chunks !== null && carried.chunks < declared.chunks) ||
        (declared.bytes !== null && carried.bytes < declared.bytes && carried.chunks !== declared.chunks);
      const differs =
        (declared.chunks !== null && carried.chunks !== declared.chunks) ||
        (declared.bytes !== null && carried.bytes !== declared.bytes);
      stream.state = short ? 'partial' : differs ? 'mismatch' : 'complete';
    }
    findings.delete(`chunk-stream-partial:${stream.id}`);
    if (stream.state === 'partial')
      findings.set(streamFinding('chunk-stream-partial', stream, time, 'it was ended'));
    if (stream.state === 'mismatch') findings.set(streamFinding('chunk-stream-mismatch', stream, time));
  };

  const end = (packet: Packet, link: EndsStreamLink): void => {
    const stream = pick(packet, link.id, link.name);
    if (!stream) return;
    stream.endFrame = packet.frame;
    touch(stream, packet);
    close(stream, packet.time);
  };

  const resume = (packet: Packet, link: ResumesStreamLink): void => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const candidates = all.filter(
      (stream) => live.has(stream) && stream.chain === chain && stream.direction === packet.direction,
    );
    const stream =
      candidates.find((each) => link.id !== undefined && each.streamId === link.id) ??
      candidates.find((each) => link.name !== undefined && each.name === link.name) ??
      (link.id === undefined && link.name === undefined ? candidates.at(-1) : undefined);
    if (!stream) return;
    const at = link.index ?? indexOfOffset(stream, link.offset);
    const carried = stream.carried.chunks;
    stream.resumes++;
    stream.on = packet.connection;
    if (stream.state === 'partial') stream.state = 'open';
    findings.delete(`chunk-stream-partial:${stream.id}`);
    if (at !== null && at < carried) {
      findings.set(resumeFinding('chunk-resume-overlap', stream, packet, at, carried));
      rewind(stream, at);
    } else if (at !== null && at > carried) {
      findings.set(resumeFinding('chunk-resume-hole', stream, packet, at, carried));
    }
    addSegment(stream, packet);
    touch(stream, packet);
  };

  return {
    all,
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

/** Takes back the chunks from `index` on: they are sent again. */
function rewind(stream: MutableStream, index: number): void {
  for (const size of stream.sizes.splice(index)) stream.carried.bytes -= size;
  stream.chunkFrames.length = index;
  stream.carried.chunks = index;
  for (const segment of stream.segments) {
    segment.chunks = Math.max(0, Math.min(segment.chunks, index - segment.firstIndex));
    const kept = stream.sizes.slice(segment.firstIndex, segment.firstIndex + segment.chunks);
    segment.bytes = kept.reduce((sum, size) => sum + size, 0);
  }
}

function indexOfOffset(stream: MutableStream, offset: number | undefined): number | null {
  if (offset === undefined) return null;
  let bytes = 0;
  for (const [index, size] of stream.sizes.entries()) {
    if (bytes >= offset) return index;
    bytes += size;
  }
  return bytes >= offset ? stream.sizes.length : stream.sizes.length + 1;
}
