import { sayCount, sayDuration } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import type { HandshakeFact } from '../../../src/wire/fact.ts';
import { Fact } from './details-parts.tsx';

/** Headers shown, and characters of a name and of a value. */
const shownHeaders = 50;
const longestName = 200;
const longestValue = 1_000;

/** The opening handshake, as the browser's network record has it. */
export function Handshake({ handshake }: { readonly handshake: HandshakeFact }) {
  const { status, wait, error, requestHeaders, responseHeaders } = handshake;
  return (
    <>
      <h4>Handshake</h4>
      <dl>
        <Fact name="Status">
          <span class={status === 101 ? '' : 'er'}>{status === 0 ? 'no answer' : status}</span>
        </Fact>
        {wait !== undefined && <Fact name="Answered">after {sayDuration(wait)}</Fact>}
        {error && <Fact name="Error">{shorten(error, longestValue)}</Fact>}
      </dl>
      <Headers title="Request headers" headers={requestHeaders} />
      <Headers title="Response headers" headers={responseHeaders} />
    </>
  );
}

function Headers({
  title,
  headers,
}: {
  readonly title: string;
  readonly headers: HandshakeFact['requestHeaders'];
}) {
  if (headers.length === 0) return null;
  return (
    <details class="headers">
      <summary>
        {title} <span class="dim">{headers.length}</span>
      </summary>
      <dl>
        {headers.slice(0, shownHeaders).map(([name, value], at) => (
          <Fact key={at} name={shorten(name, longestName)}>
            <span class="mono break-all">{shorten(value, longestValue)}</span>
          </Fact>
        ))}
      </dl>
      {headers.length > shownHeaders && (
        <p class="dim pad">and {sayCount(headers.length - shownHeaders)} more</p>
      )}
    </details>
  );
}
