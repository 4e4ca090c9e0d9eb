import type { ChunkStream } from '../analyze/results.ts';

/** One cell of a segment bar: a chunk, or several where there are more than fit. Places are shares of the width. */
export interface SegmentCell {
  readonly left: number;
  readonly width: number;
  /** Which connection carried it, by place in `stream.connections`; null: declared, not carried. */
  readonly carrier: number | null;
  /** Beyond what was declared. */
  readonly extra: boolean;
}

export interface SegmentBar {
  readonly cells: readonly SegmentCell[];
  /** Where the transfer went on with another connection. */
  readonly resumes: readonly { readonly at: number; readonly from: number; readonly to: number }[];
}

export function segmentBar(stream: ChunkStream, maxCells = 120): SegmentBar {
  const declared = stream.declared.chunks ?? 0;
  const total = Math.max(declared, stream.carried.chunks, 1);
  const perCell = Math.ceil(total / maxCells);
  const count = Math.ceil(total / perCell);
  // By cell, not by chunk: how many chunks there will be is what a message says, and may be any number.
  const carriers: (number | null)[] = Array.from({ length: count }, () => null);
  const lastOf = (cell: number): number => Math.min(total, (cell + 1) * perCell) - 1;
  for (const { connection, firstIndex, chunks } of stream.segments) {
    const carrier = stream.connections.indexOf(connection);
    const end = firstIndex + chunks;
    for (let cell = Math.floor(firstIndex / perCell); cell < count && lastOf(cell) < end; cell++)
      carriers[cell] = carrier;
  }
  const cells = Array.from({ length: count }, (_, cell): SegmentCell => {
    const last = lastOf(cell);
    return {
      left: (cell * perCell) / total,
      width: (last + 1 - cell * perCell) / total,
      carrier: carriers[cell] ?? null,
      extra: stream.declared.chunks !== null && last >= declared,
    };
  });
  const resumes = stream.segments
    .map((segment, at) => ({ segment, before: stream.segments[at - 1] }))
    .filter(({ segment, before }) => before !== undefined && before.connection !== segment.connection)
    .map(({ segment, before }) => ({
      at: segment.firstIndex / total,
      from: before!.connection,
      to: segment.connection,
    }));
  return { cells, resumes };
}
