import { useState } from 'preact/hooks';
import type { ChunkStream } from '../../../src/analyze/results.ts';
import { sayBytes, sayCount, sayDuration, sayPlural } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { segmentBar } from '../../../src/layout/segment-layout.ts';
import { Pager } from '../widgets/pager.tsx';
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

/** Streams shown at once; each has a bar of up to 120 cells. */
const page = 20;

export function ChunkStreams() {
  const store = useStore();
  const [chosen, setFrom] = useState<number | null>(null);
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
  // The latest, until another page is chosen.
  const from = Math.max(0, Math.min(chosen ?? streams.length - page, streams.length - 1));
  return (
    <div class="streams">
      {streams.length > page && (
        <Pager from={from} page={page} length={streams.length} onTurn={setFrom}>
          {sayCount(from + 1)} to {sayCount(Math.min(streams.length, from + page))} of{' '}
          {sayPlural(streams.length, 'stream')}
        </Pager>
      )}
      {streams.slice(from, from + page).map((stream) => (
        <button
          key={stream.id}
          type="button"
          class={`stream ${selection?.kind === 'chunk-stream' && selection.id === stream.id ? 'on' : ''}`}
          onClick={() => store.show({ kind: 'chunk-stream', id: stream.id })}
        >
          <span class="title">
            <b class="ellipsis">
              {shorten(stream.name, 200)}{' '}
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
  const { cells, resumes, moreResumes } = segmentBar(stream);
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
      {moreResumes > 0 && <span class="dim small">and {sayPlural(moreResumes, 'earlier takeover')}</span>}
      {resumes.map((resume, at) => (
        <span key={at} class="resume" style={{ left: `${Math.min(88, Math.max(6, resume.at * 100))}%` }}>
          {`▲ #${resume.from} lost → #${resume.to}`}
        </span>
      ))}
    </span>
  );
}
