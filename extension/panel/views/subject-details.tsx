import { isScoped } from '../../../src/analyze/exchanges/exchange-key.ts';
import type { ChunkStream, Delivery, Exchange, Finding } from '../../../src/analyze/results.ts';
import { sayBytes, sayCount, sayDuration } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { sayWallClock } from '../../../src/layout/say-time.ts';
import { Segments } from './chunk-streams.tsx';
import { Fact, FindingCards, Latest } from './details-parts.tsx';
import { FrameDetails } from './frame-details.tsx';
import { FrameLink } from './frame-link.tsx';
import { StreamHash } from './stream-hash.tsx';
import { StreamPreview, ThroughputLine } from './stream-preview.tsx';
import { useStore } from './use-store.ts';

/** Transmissions, and runs of chunks, that are shown; characters of a name. */
const shownParts = 20;
const longestName = 200;

function useFindingsOf(kind: 'exchange' | 'delivery' | 'chunk-stream', id: number): readonly Finding[] {
  return useStore()
    .analysis()
    .findings.filter((each) => each.subject?.kind === kind && each.subject.id === id);
}

export function ExchangeDetails({ exchange }: { readonly exchange: Exchange }) {
  const { log } = useStore().analysis();
  return (
    <>
      <h3>Exchange {shorten(exchange.key, longestName)}</h3>
      <FindingCards findings={useFindingsOf('exchange', exchange.id)} />
      <dl>
        <Fact name="Request">
          <FrameLink frame={exchange.requestFrame} /> {shorten(exchange.name, longestName)}, asked by the{' '}
          {exchange.asker === 'sent' ? 'page' : 'server'} at{' '}
          {sayWallClock(log.startedAt + exchange.requestedAt)}
        </Fact>
        <Fact name="Answer">
          {exchange.responseFrames.length === 0
            ? 'none'
            : exchange.responseFrames.slice(-20).map((frame) => <FrameLink key={frame} frame={frame} />)}
        </Fact>
        <Fact name="State">{exchange.state}</Fact>
        {isScoped(exchange) && <Fact name="Id scope">{shorten(exchange.scope, longestName)}</Fact>}
        {exchange.byOrder && (
          <Fact name="Paired">
            by name and order, because there is no id: right as long as the{' '}
            {exchange.asker === 'sent' ? 'server' : 'page'} answers in order
          </Fact>
        )}
        <Fact name="Latency">{exchange.latencyMs === null ? '—' : sayDuration(exchange.latencyMs)}</Fact>
        {exchange.responses > 1 && exchange.firstAnswerMs !== null && (
          <Fact name="Answers">
            {sayCount(exchange.responses)}, the first after {sayDuration(exchange.firstAnswerMs)}
          </Fact>
        )}
        {exchange.error && (
          <Fact name="Error">
            {shorten(exchange.error.code, longestName)} {shorten(exchange.error.message, 2_000)}
          </Fact>
        )}
      </dl>
      <FrameDetails number={exchange.requestFrame} nested="Request" />
      {exchange.responseFrames.length > 0 && (
        <FrameDetails number={exchange.answerFrame ?? exchange.responseFrames.at(-1)!} nested="Answer" />
      )}
    </>
  );
}

export function DeliveryDetails({ delivery }: { readonly delivery: Delivery }) {
  const { log } = useStore().analysis();
  const { transmissions } = delivery;
  const first = transmissions[0]!;
  return (
    <>
      <h3>
        Delivery {shorten(delivery.key ?? `seq ${delivery.seq}`, longestName)}{' '}
        {shorten(delivery.channel, longestName)}
      </h3>
      <FindingCards findings={useFindingsOf('delivery', delivery.id)} />
      <dl>
        <Fact name="Transmissions">
          <Latest
            all={transmissions}
            most={shownParts}
            one={(each) => (
              <span key={each.frame} class="line">
                <FrameLink frame={each.frame} />{' '}
                {each === first
                  ? sayWallClock(log.startedAt + each.time)
                  : `+${sayDuration(each.time - first.time)}`}{' '}
                on #{each.connection}
              </span>
            )}
          />
        </Fact>
        <Fact name="Ack">
          {delivery.ackFrame === null ? 'none' : <FrameLink frame={delivery.ackFrame} />}
        </Fact>
        <Fact name="State">{delivery.state}</Fact>
        {delivery.nackFrames.length > 0 && (
          <Fact name="Refused">
            {delivery.nackFrames.slice(-10).map((frame) => (
              <FrameLink key={frame} frame={frame} />
            ))}
          </Fact>
        )}
        <Fact name="Latency">{delivery.latencyMs === null ? '—' : sayDuration(delivery.latencyMs)}</Fact>
      </dl>
      <FrameDetails number={first.frame} nested="Payload" />
    </>
  );
}

export function StreamDetails({ stream }: { readonly stream: ChunkStream }) {
  const { declared, carried } = stream;
  return (
    <>
      <h3>Chunk stream {shorten(stream.name, longestName)}</h3>
      <FindingCards findings={useFindingsOf('chunk-stream', stream.id)} />
      <div class="pad">
        <Segments stream={stream} />
      </div>
      <dl>
        <Fact name="State">{stream.state}</Fact>
        <Fact name="Carried">
          {sayCount(carried.bytes)} bytes in {sayCount(carried.chunks)} chunks
        </Fact>
        <Fact name="Declared">
          {declared.bytes === null ? 'no size' : `${sayCount(declared.bytes)} bytes`},{' '}
          {declared.chunks === null ? 'no number of chunks' : `${sayCount(declared.chunks)} chunks`}
        </Fact>
        {stream.repeated > 0 && <Fact name="Sent again">{sayCount(stream.repeated)} chunks</Fact>}
        <Fact name="Throughput">
          <ThroughputLine stream={stream} />
        </Fact>
        <Fact name="Start">
          <FrameLink frame={stream.startFrame} />
        </Fact>
        <Fact name="End">{stream.endFrame === null ? 'none' : <FrameLink frame={stream.endFrame} />}</Fact>
        {stream.segments.length > shownParts && (
          <Fact name="Before">{sayCount(stream.segments.length - shownParts)} earlier runs of chunks</Fact>
        )}
        {stream.segments.slice(-shownParts).map((segment, at) => (
          <Fact key={at} name={`On #${segment.connection}`}>
            {sayCount(segment.chunks)} chunks from {segment.firstIndex}, {sayBytes(segment.bytes)} in{' '}
            {sayDuration(segment.to - segment.from)}
          </Fact>
        ))}
        {stream.state === 'complete' && (
          <Fact name="Hash">
            <StreamHash stream={stream} />
          </Fact>
        )}
      </dl>
      <StreamPreview key={stream.id} stream={stream} />
    </>
  );
}
