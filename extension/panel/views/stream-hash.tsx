import { useEffect, useState } from 'preact/hooks';
import { streamSha256 } from '../../../src/analyze/report/report.ts';
import type { ChunkStream } from '../../../src/analyze/results.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { useStore } from './use-store.ts';

/** SHA-256 of a complete stream, computed when it is first shown. */
export function StreamHash({ stream }: { readonly stream: ChunkStream }) {
  const log = useStore().log();
  const [hash, setHash] = useState<string | null>();
  useEffect(() => {
    let gone = false;
    void streamSha256(log, stream).then((value) => {
      if (!gone) setHash(value);
    });
    return () => {
      gone = true;
    };
  }, [log, stream]);
  if (hash === undefined) return <>SHA-256 …</>;
  if (hash === null) return <>SHA-256 not known: its bytes are no longer all kept</>;
  const declared = stream.declaredSha256;
  return (
    <>
      SHA-256 <span class="mono hash">{hash}</span>
      {declared !== null &&
        (declared === hash ? (
          <span class="r"> ✓ as declared</span>
        ) : (
          <span class="er"> ✕ declared {shorten(declared, 200)}</span>
        ))}
    </>
  );
}
