import type { ChunkStream } from '../../../src/analyze/results.ts';
import { sayBytes, sayDuration, sayPlural } from '../../../src/base/say.ts';
import { segmentBar } from '../../../src/layout/segment-layout.ts';
import { Nothing } from './nothing.tsx';
import { StreamHash } from './stream-hash.tsx';
import { useStore } from './use-store.ts';

export const streamTone: Readonly<Record<ChunkStream['state'], string>> = {
  open: 's',
  complete: 'r',
  partial: 'er',
  mismatch: 'er',
  ambiguous: 'wr',
};

export function ChunkStreams() {
  const store = useStore();
  const streams = store.chunkStreams();
  if (streams.length === 0)
    return (
      <div class="empty">
        <Nothing
          what="chunk streams"
          about="A chunk stream is one logical transfer in many frames: file.start, binary chunks, file.end."
        />
      </div>
    );
  const selection = store.selection.value;
  return (
    <div class="streams">
      {streams.map((stream) => (
        <button
          key={stream.id}
          type="button"
          class={`stream ${selection?.kind === 'chunk-stream' && selection.id === stream.id ? 'on' : ''}`}
          onClick={() => store.show({ kind: 'chunk-stream', id: stream.id })}
        >
          <span class="title">
            <b class="ellipsis">
              {stream.name}{' '}
              <span class={stream.direction === 'sent' ? 's' : 'r'}>
                {stream.direction === 'sent' ? '↑' : '↓'}
              </span>
            </b>
            <span class={streamTone[stream.state]}>{stream.state}</span>
            <span class="dim ellipsis facts">{factsOf(stream)}</span>
          </span>
          <Segments stream={stream} />
          {stream.state === 'complete' && (
            <span class="dim small">
              <StreamHash stream={stream} />
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function factsOf(stream: ChunkStream): string {
  const { declared, carried } = stream;
  const bytes =
    declared.bytes === null || declared.bytes === carried.bytes
      ? sayBytes(carried.bytes)
      : `${sayBytes(carried.bytes)} of ${sayBytes(declared.bytes)}`;
  const chunks =
    declared.chunks === null
      ? sayPlural(carried.chunks, 'chunk')
      : `${carried.chunks} of ${sayPlural(declared.chunks, 'chunk')}`;
  const resumed =
    stream.resumes > 0 ? ` · resumed ${stream.resumes === 1 ? 'once' : `${stream.resumes} times`}` : '';
  const took = stream.endedAt === null ? '' : ` · ${sayDuration(stream.endedAt - stream.startedAt)}`;
  return `${bytes} · ${chunks}${resumed}${took}`;
}

export function Segments({ stream }: { readonly stream: ChunkStream }) {
  const { cells, resumes } = segmentBar(stream);
  return (
    <span
      class="segments"
      role="img"
      aria-label={`${stream.carried.chunks} of ${stream.declared.chunks ?? 'unknown'} chunks carried`}
    >
      <span class="cells">
        {cells.map((cell, at) => (
          <i
            key={at}
            class={cell.extra ? 'extra' : cell.carrier === null ? 'missing' : `carrier-${cell.carrier % 4}`}
            style={{ left: `${cell.left * 100}%`, width: `calc(${cell.width * 100}% - 1px)` }}
          />
        ))}
      </span>
      {resumes.map((resume) => (
        <span
          key={resume.at}
          class="resume"
          style={{ left: `${Math.min(88, Math.max(6, resume.at * 100))}%` }}
        >
          {`▲ #${resume.from} lost → #${resume.to}`}
        </span>
      ))}
    </span>
  );
}
