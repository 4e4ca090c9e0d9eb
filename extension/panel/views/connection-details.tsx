import { useMemo } from 'preact/hooks';
import { closeCodeMeaning } from '../../../src/analyze/connections/close-codes.ts';
import { closeInitiator, sayInitiator, sayProtocols } from '../../../src/analyze/connections/close-story.ts';
import { sayBytes, sayDuration, sayPlural } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { describeNetworkSource } from '../../../src/layout/describe-network-source.ts';
import { sayComparison } from '../../../src/layout/say-comparison.ts';
import { sayWallClock } from '../../../src/layout/say-time.ts';
import type { Connection } from '../../../src/session/session.ts';
import { ChainSection } from './chain.tsx';
import { Continuity } from './continuity.tsx';
import { ConventionSection } from './convention.tsx';
import { CallStack, Fact, FindingCards } from './details-parts.tsx';
import { Handshake } from './handshake.tsx';
import { useStore } from './use-store.ts';

/** Characters of a URL and of the extensions. */
const longest = 4_000;

export function ConnectionDetails({ connection }: { readonly connection: Connection }) {
  const store = useStore();
  const analysis = store.analysis();
  const { close, closeRequested, handshake } = connection;
  const initiator = closeInitiator(connection);
  const { log } = analysis;
  const constructed = useMemo(
    () => log.events.find((each) => each.kind === 'constructed' && each.connection === connection.id),
    [log, connection],
  );
  const stack = constructed?.kind === 'constructed' ? constructed.stack : undefined;
  const findings = analysis.findings.filter(
    (each) => each.connection === connection.id && each.subject === undefined,
  );
  return (
    <>
      <h3>Connection #{connection.id}</h3>
      <FindingCards findings={findings.filter((each) => each.severity !== 'info').slice(-5)} />
      <dl>
        <Fact name="URL">
          <span class="mono break-all">{shorten(connection.url, longest)}</span>
        </Fact>
        <Fact name="Protocol">
          {connection.protocol ||
            (connection.protocols.length > 0 ? `offered ${sayProtocols(connection.protocols)}` : 'none')}
        </Fact>
        <Fact name="Extensions">{shorten(connection.extensions, longest) || 'none'}</Fact>
        <Fact name="Decoder">{analysis.decoderOf(connection.id)}</Fact>
        <Fact name="Constructed">
          {sayWallClock(analysis.log.startedAt + connection.constructedAt)}
          {connection.firstReadyState > 0 && '; capture attached late, earlier frames are unknown'}
        </Fact>
        {connection.fromNetwork && (
          <Fact name="Source">{describeNetworkSource(analysis.log, connection)}</Fact>
        )}
        {stack && (
          <Fact name="Called at">
            <CallStack stack={stack} />
          </Fact>
        )}
        <Fact name="Opened">
          {connection.openedAt === null
            ? 'not seen'
            : `+${sayDuration(connection.openedAt - connection.constructedAt)}`}
        </Fact>
        {closeRequested && (
          <Fact name="Close asked">
            by the page{closeRequested.code === null ? '' : `, ${closeRequested.code}`}{' '}
            {closeRequested.reason}
          </Fact>
        )}
        <Fact name="Closed">
          {close
            ? `${close.code} (${closeCodeMeaning(close.code)})${close.wasClean ? '' : ', not clean'} ${close.reason}`
            : connection.closedAt === null
              ? 'open'
              : 'no close event'}
        </Fact>
        <Continuity connection={connection} />
        {initiator && <Fact name="Ended by">{sayInitiator(initiator)}</Fact>}
        <Fact name="Sent">
          {sayPlural(connection.sent.frames, 'frame')}, {sayBytes(connection.sent.bytes)}
        </Fact>
        <Fact name="Received">
          {sayPlural(connection.received.frames, 'frame')}, {sayBytes(connection.received.bytes)}
        </Fact>
        <Fact name="Browser’s count">{sayComparison(connection, store.opened.value === null)}</Fact>
        <Fact name="bufferedAmount">
          {connection.fromNetwork
            ? 'not known'
            : `${sayBytes(connection.bufferedAmount)}, at most ${sayBytes(connection.bufferedPeak)}`}
        </Fact>
      </dl>
      <ConventionSection connection={connection} />
      <ChainSection connection={connection} />
      {handshake && <Handshake handshake={handshake} />}
    </>
  );
}
