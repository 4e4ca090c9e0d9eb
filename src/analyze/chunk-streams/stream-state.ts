import { createRunningSums, type RunningSums } from '../../base/running-sums.ts';
import type { StartsStreamLink } from '../../decode/link.ts';
import type { Packet } from '../../decode/packet.ts';
import type { ChunkSegment, ChunkStream } from '../results.ts';

export type MutableSegment = { -readonly [Key in keyof ChunkSegment]: ChunkSegment[Key] };

/** A stream with what is needed to go on with it. */
export type MutableStream = {
  -readonly [Key in keyof Omit<
    ChunkStream,
    'segments' | 'carried' | 'declared' | 'connections' | 'chunkFrames'
  >]: ChunkStream[Key];
} & {
  streamId: string | undefined;
  declared: { bytes: number | null; chunks: number | null };
  carried: { bytes: number; chunks: number };
  connections: number[];
  segments: MutableSegment[];
  chunkFrames: (number | undefined)[];
  /** Application bytes of each chunk, by index. */
  sizes: (number | undefined)[];
  /** Connection that carries it now; null while it is cut off. */
  on: number | null;
  /** Number of the first chunk as the protocol counts: 0 or 1; null until one came. */
  base: number | null;
  /** Index of the next chunk where chunks are not numbered or go on in order. */
  next: number;
  /** All chunks before it came. */
  whole: number;
  /** Sums of sizes, made when an offset is looked up that lies within what was carried. */
  sums: RunningSums | null;
};

/** Chunks followed one by one; an endless stream of audio must not fill the memory. */
export const listedChunks = 100_000;
/** Runs of chunks told apart. */
const maxSegments = 1000;

export function createStream(packet: Packet, link: StartsStreamLink, chain: number): MutableStream {
  return {
    id: -1,
    streamId: link.id,
    chain,
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
    unlisted: 0,
    repeated: 0,
    body: null,
    declaredSha256: link.sha256 ?? null,
    sha256: null,
    sizes: [],
    on: packet.connection,
    base: null,
    next: 0,
    whole: 0,
    sums: null,
  };
}

export function addSegment(stream: MutableStream, packet: Packet, firstIndex: number): void {
  const { connection, time } = packet;
  if (stream.connections.length < maxSegments && !stream.connections.includes(connection))
    stream.connections.push(connection);
  if (stream.segments.length >= maxSegments) return;
  stream.segments.push({ connection, firstIndex, chunks: 0, bytes: 0, from: time, to: time });
}

/** Puts a chunk at its place; one that was there already is replaced. */
export function placeChunk(stream: MutableStream, packet: Packet, index: number, bytes: number): void {
  if (index >= listedChunks) {
    stream.unlisted++;
    stream.carried.chunks++;
    stream.carried.bytes += bytes;
  } else {
    const before = stream.sizes[index];
    if (before === undefined) stream.carried.chunks++;
    else stream.repeated++;
    stream.carried.bytes += bytes - (before ?? 0);
    // Holes are filled with undefined, not left out: a sparse array is slow for good.
    while (stream.sizes.length < index) {
      stream.sizes.push(undefined);
      stream.chunkFrames.push(undefined);
    }
    stream.sizes[index] = bytes;
    stream.sums?.set(index, bytes);
    stream.chunkFrames[index] = packet.frame;
  }
  stream.next = index + 1;
  const last = stream.segments.at(-1)!;
  if (last.chunks === 0) last.firstIndex = index;
  else if (index !== last.firstIndex + last.chunks || last.connection !== packet.connection)
    addSegment(stream, packet, index);
  const segment = stream.segments.at(-1)!;
  segment.chunks++;
  segment.bytes += bytes;
  segment.to = packet.time;
}

/** Takes back the chunks from `index` on: they are sent again. */
export function rewind(stream: MutableStream, index: number): void {
  const taken = stream.sizes.splice(index);
  for (const [at, size] of taken.entries()) {
    stream.sums?.set(index + at, 0);
    if (size === undefined) continue;
    stream.carried.bytes -= size;
    stream.carried.chunks--;
  }
  stream.whole = Math.min(stream.whole, index);
  stream.chunkFrames.length = Math.min(stream.chunkFrames.length, index);
  for (const segment of stream.segments) {
    const end = segment.firstIndex + segment.chunks;
    if (end <= index) continue;
    // Only what is taken back is walked over: a transfer may be resumed at its last chunk again and again.
    for (let at = Math.max(index, segment.firstIndex); at < end; at++)
      segment.bytes -= taken[at - index] ?? 0;
    segment.chunks = Math.max(0, index - segment.firstIndex);
    if (segment.chunks === 0) segment.bytes = 0;
  }
  stream.next = index;
}

/** Index of the chunk that begins at byte `offset`; one past the next where it lies beyond what was carried. */
export function indexOfOffset(stream: MutableStream, offset: number | undefined): number | null {
  if (offset === undefined) return null;
  const { sizes } = stream;
  if (!stream.sums) {
    stream.sums = createRunningSums();
    for (const [index, size] of sizes.entries()) stream.sums.set(index, size ?? 0);
  }
  // The first index before which so many bytes lie.
  const index = stream.sums.countFor(offset);
  return Math.min(index, sizes.length + 1);
}

/** The first chunk that never came, or null. */
export function firstHole(stream: MutableStream): number | null {
  if (stream.carried.chunks - stream.unlisted === stream.sizes.length) return null;
  while (stream.whole < stream.sizes.length && stream.sizes[stream.whole] !== undefined) stream.whole++;
  return stream.whole < stream.sizes.length ? stream.whole : null;
}
