import { useEffect, useMemo, useState } from 'preact/hooks';
import { assembleStream, joinParts } from '../../../src/analyze/chunk-streams/stream-bytes.ts';
import type { ChunkStream } from '../../../src/analyze/results.ts';
import { sayBytes } from '../../../src/base/say.ts';
import { fileNameOf, previewKind, textOf } from '../../../src/layout/preview.ts';
import { throughputOf } from '../../../src/layout/throughput-layout.ts';
import { download } from '../store/download.ts';
import { Hex } from '../widgets/hex.tsx';
import { LongText } from '../widgets/long-text.tsx';
import { Tree } from '../widgets/tree.tsx';
import { useStore } from './use-store.ts';

/** What a stream carried, put together when asked for: shown, or saved as a file. */
export function StreamPreview({ stream }: { readonly stream: ChunkStream }) {
  const log = useStore().log();
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  // Only when asked: its bytes may be 256 MB, in a hundred thousand frames.
  const assemble = (): Uint8Array<ArrayBuffer> | null => {
    const assembled = assembleStream(log, stream);
    setProblem(assembled.ok ? null : assembled.why);
    return assembled.ok ? joinParts(assembled.parts) : null;
  };
  const save = (): void => {
    const whole = assemble();
    if (!whole) return;
    download(fileNameOf(stream.name, previewKind(whole)), whole, 'application/octet-stream');
  };
  return (
    <>
      <div class="payload-bar">
        <button
          type="button"
          class={bytes === null ? '' : 'on'}
          aria-pressed={bytes !== null}
          onClick={() => setBytes(bytes === null ? assemble() : null)}
        >
          Preview
        </button>
        <button type="button" onClick={save}>
          Save as file
        </button>
        {problem !== null && (
          <span class="dim" role="status">
            Cannot be put together: {problem}
          </span>
        )}
      </div>
      {bytes !== null && <Preview bytes={bytes} />}
    </>
  );
}

function Preview({ bytes }: { readonly bytes: Uint8Array<ArrayBuffer> }) {
  const kind = useMemo(() => previewKind(bytes), [bytes]);
  const text = useMemo(() => (kind.kind === 'image' ? '' : (textOf(bytes) ?? '')), [bytes, kind]);
  const value = useMemo(() => (kind.kind === 'json' ? (JSON.parse(text) as unknown) : null), [kind, text]);
  switch (kind.kind) {
    case 'image':
      return <ImagePreview bytes={bytes} type={kind.type} />;
    case 'json':
      return <Tree value={value} />;
    case 'text':
      return <LongText text={text} />;
    case 'binary':
      return <Hex bytes={bytes} />;
  }
}

function ImagePreview({ bytes, type }: { readonly bytes: Uint8Array<ArrayBuffer>; readonly type: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url === null ? null : <img class="preview" src={url} alt={`Preview, ${type}`} />;
}

/** Bytes over time as a small area; the figures beside it say the same to a screen reader. */
export function ThroughputLine({ stream }: { readonly stream: ChunkStream }) {
  const log = useStore().log();
  const throughput = useMemo(
    () => throughputOf(log, stream),
    [log, stream, stream.carried.bytes, stream.carried.chunks, stream.endedAt],
  );
  if (!throughput) return <>not known</>;
  const { bytes, mean, peak } = throughput;
  const top = Math.max(...bytes);
  const points = bytes.map((each, at) => `${(at / (bytes.length - 1)) * 100},${16 - (each / top) * 15}`);
  return (
    <span class="throughput">
      <svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">
        <polygon points={`0,16 ${points.join(' ')} 100,16`} />
      </svg>
      {sayBytes(Math.round(mean))}/s, at most {sayBytes(Math.round(peak))}/s
    </span>
  );
}
