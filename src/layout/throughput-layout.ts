import type { ChunkStream } from '../analyze/results.ts';
import type { SessionLog } from '../session/session.ts';

export interface Throughput {
  /** Bytes carried in each of equal slices of time. */
  readonly bytes: readonly number[];
  /** Length of a slice, ms. */
  readonly step: number;
  /** Bytes a second over the whole time, and in the fullest slice. */
  readonly mean: number;
  readonly peak: number;
}

/** How fast a stream was carried over its time, or null where its frames are no longer kept or came in one moment. */
export function throughputOf(log: SessionLog, stream: ChunkStream, slices = 60): Throughput | null {
  const end = stream.endedAt ?? stream.activeAt;
  const span = end - stream.startedAt;
  if (span <= 0 || stream.carried.bytes === 0) return null;
  const step = span / slices;
  const bytes = Array.from({ length: slices }, () => 0);
  let known = 0;
  for (const number of stream.chunkFrames) {
    const frame = number === undefined ? undefined : log.frame(number);
    if (!frame) continue;
    const slice = Math.min(slices - 1, Math.max(0, Math.floor((frame.time - stream.startedAt) / step)));
    bytes[slice]! += frame.size;
    known += frame.size;
  }
  if (known === 0) return null;
  return {
    bytes,
    step,
    mean: (stream.carried.bytes / span) * 1000,
    peak: (Math.max(...bytes) / step) * 1000,
  };
}
