import { useState } from 'preact/hooks';
import { sayCount } from '../../../src/base/say.ts';
import { Pager } from './pager.tsx';

/** Characters shown at once; a browser lays out a line of a megabyte for seconds. */
const page = 10_000;

/** A text of any length, a part of it at a time. */
export function LongText({ text }: { readonly text: string }) {
  const [chosen, setFrom] = useState(0);
  const from = chosen < text.length ? chosen : 0;
  return (
    <>
      <pre class="raw">{text.slice(from, from + page)}</pre>
      {text.length > page && (
        <Pager from={from} page={page} length={text.length} onTurn={setFrom}>
          Characters {sayCount(from + 1)} to {sayCount(Math.min(text.length, from + page))} of{' '}
          {sayCount(text.length)}
        </Pager>
      )}
    </>
  );
}
