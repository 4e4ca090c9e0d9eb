import { sayDuration } from '../../../src/base/say.ts';
import type { HandshakeFact } from '../../../src/wire/fact.ts';
import { Fact } from './details-parts.tsx';

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
        {error && <Fact name="Error">{error}</Fact>}
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
        {headers.map(([name, value], at) => (
          <Fact key={at} name={name}>
            <span class="mono break-all">{value}</span>
          </Fact>
        ))}
      </dl>
    </details>
  );
}
