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
  /** More of them than are placed. */
  readonly moreResumes: number;
}

/** Takeovers that are placed, the latest: more would lie over one another. */
const maxResumes = 8;

export function segmentBar(stream: ChunkStream, maxCells = 120): SegmentBar {
  const declared = stream.declared.chunks ?? 0;
  const total = Math.max(declared, stream.carried.chunks, 1);
  const perCell = Math.ceil(total / maxCells);
  const count = Math.ceil(total / perCell);
  // By cell, not by chunk: a stream may declare more chunks than there is memory.
  const carriers: (number | null)[] = Array.from({ length: count }, () => null);
  const places = new Map(stream.connections.map((connection, at) => [connection, at]));
  const lastOf = (cell: number): number => Math.min(total, (cell + 1) * perCell) - 1;
  for (const { firstIndex, chunks, connection } of stream.segments) {
    let cell = Math.floor(firstIndex / perCell);
    for (; cell < count && lastOf(cell) < firstIndex + chunks; cell++)
      if (lastOf(cell) >= firstIndex) carriers[cell] = places.get(connection) ?? 0;
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
  return {
    cells,
    resumes: resumes.slice(-maxResumes),
    moreResumes: Math.max(0, resumes.length - maxResumes),
  };
}
