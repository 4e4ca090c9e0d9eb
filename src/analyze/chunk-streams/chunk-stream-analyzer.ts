import type { ChunkLink, EndsStreamLink, ResumesStreamLink, StartsStreamLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { SessionLog } from '../../session/session.ts';
import type { Alarm } from '../alarm.ts';
import type { Analyzer } from '../analyzer.ts';
import type { ChainTracker } from '../connections/chain-tracker.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { FrameRoles } from '../frame-roles.ts';
import { createResultList, type ResultList } from '../result-list.ts';
import type { ChunkStream } from '../results.ts';
import type { AnalysisSettings } from '../settings.ts';
import { chunkUnexpected, holeFinding, resumeFinding, streamFinding } from './chunk-stream-findings.ts';
import { type Carrier, createLiveStreams } from './live-streams.ts';
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
/** Of the latest so many, those that ended may still be resumed: their sender was done, and the receiver was not. */
const resumable = 200;
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
  alarm: Alarm,
  findings: FindingStore,
  roles: FrameRoles,
): ChunkStreamAnalyzer {
  /** Started and not ended, cut-off ones included. */
  const live = createLiveStreams();
  // One that is no longer followed waits for nothing, and leaves the list with its frames.
  const list = createResultList<MutableStream>(
    settings.keep,
    (each) => each.endedAt === null && live.has(each),
  );
  let forgotten = 0;

  const stall = (stream: MutableStream): void => {
    if (stream.on !== null)
      findings.set(streamFinding('chunk-stream-stalled', stream, stream.activeAt + settings.stallAfter));
  };

  const touch = (stream: MutableStream, packet: Packet): void => {
    stream.activeAt = packet.time;
    live.touch(stream);
    alarm.at(stream.activeAt + settings.stallAfter);
    roles.joinChunkStream(packet.frame, stream.id);
  };

  const start = (packet: Packet, link: StartsStreamLink): MutableStream => {
    const stream = createStream(packet, link, chains.of(packet.connection)?.id ?? 0);
    stream.id = list.add(stream);
    live.add(stream);
    if (live.size > maxLive) {
      live.delete(live.oldest()!);
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
    const carrier = live.carrier(packet.connection, packet.direction);
    let stream = link.id === undefined ? firstOf(carrier?.streams) : carrier?.byId.get(link.id);
    if (!stream && link.opens) {
      const { id } = link;
      stream = start(packet, { kind: 'starts-stream', ...(id !== undefined && { id }), ...link.opens });
    }
    if (!stream) {
      findings.set(chunkUnexpected(packet, link.bytes));
      return;
    }
    // Without ids a chunk belongs to the one open transfer; with two open nobody but the application can tell.
    if (link.id === undefined && carrier && carrier.streams.size > 1) markAmbiguous(carrier);
    carry(stream, packet, link);
    if (!link.last) return;
    stream.endFrame = packet.frame;
    close(stream, packet.time);
  };

  const close = (stream: MutableStream, time: number, cancelled = false): void => {
    live.delete(stream);
    stream.sums = null;
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
    const carrier = live.carrier(packet.connection, packet.direction);
    if (!carrier) return;
    const stream =
      (link.id !== undefined ? carrier.byId.get(link.id) : undefined) ??
      find(carrier.streams, (each) => link.name !== undefined && each.name === link.name) ??
      find(carrier.streams, (each) => link.id === undefined || each.streamId === undefined);
    if (!stream) return;
    stream.endFrame = packet.frame;
    stream.declared.bytes ??= link.bytes ?? null;
    stream.declared.chunks ??= link.chunks ?? null;
    stream.declaredSha256 ??= link.sha256 ?? null;
    touch(stream, packet);
    close(stream, packet.time, link.cancelled);
  };

  /** The end of it was sent, and less than that arrived. */
  const reopen = (stream: MutableStream): void => {
    stream.on = null;
    stream.endedAt = null;
    stream.endFrame = null;
    stream.sha256 = null;
    if (stream.state !== 'ambiguous') stream.state = 'open';
    findings.delete(`chunk-stream-mismatch:${stream.id}`);
    live.add(stream);
  };

  const resumed = (packet: Packet, link: ResumesStreamLink): MutableStream | undefined => {
    const chain = chains.of(packet.connection)?.id ?? 0;
    const among = (streams: Iterable<MutableStream>): MutableStream | undefined => {
      let byId: MutableStream | undefined;
      let byName: MutableStream | undefined;
      let last: MutableStream | undefined;
      for (const each of streams) {
        if (each.chain !== chain || each.direction !== packet.direction) continue;
        if (link.id !== undefined && each.streamId === link.id) byId = each;
        if (link.name !== undefined && each.name === link.name) byName = each;
        last = each;
      }
      return byId ?? byName ?? (link.id === undefined && link.name === undefined ? last : undefined);
    };
    const going = among(live);
    if (going) return going;
    const over = among(list.all.slice(-resumable).filter((each) => each.endedAt !== null));
    const at = over && (link.index ?? indexOfOffset(over, link.offset));
    // Past its end nothing of it is missing: that is another one.
    if (!over || (at !== null && at! > over.next)) return undefined;
    reopen(over);
    return over;
  };

  const resume = (packet: Packet, link: ResumesStreamLink): void => {
    const stream = resumed(packet, link);
    if (!stream) return;
    const at = link.index ?? indexOfOffset(stream, link.offset);
    const carried = stream.next;
    stream.resumes++;
    live.move(stream, packet.connection);
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

  /** What a connection carries, in the order in which it began. */
  const streamsOn = (connection: number): MutableStream[] =>
    directions
      .flatMap((direction) => [...(live.carrier(connection, direction)?.streams ?? [])])
      .sort((one, other) => one.id - other.id);

  return {
    list,
    get forgotten() {
      return forgotten;
    },
    openOn: (connection) => streamsOn(connection).map((each) => each.id),
    reads: ['chunk', 'starts-stream', 'ends-stream', 'resumes-stream'],
    accept(packet) {
      for (const link of packet.links) {
        if (link.kind === 'chunk') chunk(packet, link);
        else if (link.kind === 'starts-stream') start(packet, link);
        else if (link.kind === 'ends-stream') end(packet, link);
        else if (link.kind === 'resumes-stream') resume(packet, link);
      }
    },
    closed(connection, time) {
      for (const stream of streamsOn(connection.id)) {
        live.move(stream, null);
        if (stream.state === 'open') stream.state = 'partial';
        const close = connection.close ? ` with ${connection.close.code}` : '';
        findings.set(
          streamFinding('chunk-stream-partial', stream, time, `connection #${connection.id} ended${close}`),
        );
      }
    },
    tick(now) {
      for (const stream of live.idle(now - settings.stallAfter)) stall(stream);
      const next = live.nextIdle();
      if (next) alarm.at(next.activeAt + settings.stallAfter);
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

const directions = ['sent', 'received'] as const;

const firstOf = (streams: ReadonlySet<MutableStream> | undefined): MutableStream | undefined =>
  streams && find(streams, () => true);

function find(
  streams: Iterable<MutableStream>,
  fits: (stream: MutableStream) => boolean,
): MutableStream | undefined {
  for (const each of streams) if (fits(each)) return each;
  return undefined;
}

function markAmbiguous(carrier: Carrier): void {
  if (carrier.ambiguous === carrier.streams.size) return;
  for (const each of carrier.streams) each.state = 'ambiguous';
  carrier.ambiguous = carrier.streams.size;
}
