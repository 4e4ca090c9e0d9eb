import { useEffect, useState } from 'preact/hooks';
import { assembleStream, joinParts } from '../../../src/analyze/chunk-streams/stream-bytes.ts';
import type { ChunkStream } from '../../../src/analyze/results.ts';
import { sayBytes } from '../../../src/base/say.ts';
import { fileNameOf, previewKind, textOf } from '../../../src/layout/preview.ts';
import { throughputOf } from '../../../src/layout/throughput-layout.ts';
import { download } from '../store/download.ts';
import { Hex } from '../widgets/hex.tsx';
import { Tree } from '../widgets/tree.tsx';
import { useStore } from './use-store.ts';

/** Text shown at once; the file has all of it. */
const textCap = 50_000;

/** What a stream carried, put together when asked for: shown, or saved as a file. */
export function StreamPreview({ stream }: { readonly stream: ChunkStream }) {
  const log = useStore().log();
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer> | null>(null);
  const assembled = assembleStream(log, stream);
  const save = (): void => {
    if (!assembled.ok) return;
    const whole = joinParts(assembled.parts);
    download(fileNameOf(stream.name, previewKind(whole)), whole, 'application/octet-stream');
  };
  return (
    <>
      <div class="payload-bar">
        <button
          type="button"
          class={bytes === null ? '' : 'on'}
          aria-pressed={bytes !== null}
          disabled={!assembled.ok}
          onClick={() => setBytes(bytes === null && assembled.ok ? joinParts(assembled.parts) : null)}
        >
          Preview
        </button>
        <button type="button" disabled={!assembled.ok} onClick={save}>
          Save as file
        </button>
        {!assembled.ok && <span class="dim">Cannot be put together: {assembled.why}</span>}
      </div>
      {bytes !== null && <Preview bytes={bytes} />}
    </>
  );
}

function Preview({ bytes }: { readonly bytes: Uint8Array<ArrayBuffer> }) {
  const kind = previewKind(bytes);
  switch (kind.kind) {
    case 'image':
      return <ImagePreview bytes={bytes} type={kind.type} />;
    case 'json':
      return <Tree value={JSON.parse(textOf(bytes) ?? 'null')} />;
    case 'text': {
      const text = textOf(bytes) ?? '';
      return (
        <pre class="raw">
          {text.slice(0, textCap)}
          {text.length > textCap && '\n…'}
        </pre>
      );
    }
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
  const throughput = throughputOf(useStore().log(), stream);
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
