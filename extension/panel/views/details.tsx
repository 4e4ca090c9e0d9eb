import type { ComponentChildren } from 'preact';
import { closeCodeMeaning } from '../../../src/analyze/close-codes.ts';
import type { ChunkStream, Delivery, Exchange, Finding } from '../../../src/analyze/results.ts';
import { sayBytes, sayCount, sayDuration } from '../../../src/base/say.ts';
import { sayWallClock } from '../../../src/layout/say-time.ts';
import type { Connection } from '../../../src/session/session.ts';
import { Empty, Link } from '../widgets/parts.tsx';
import { Segments } from './chunk-streams.tsx';
import { groupFindings, severityTone, whatOf } from './findings.tsx';
import { FrameDetails } from './frame-details.tsx';
import { FrameLink } from './frame-link.tsx';
import { StreamHash } from './stream-hash.tsx';
import { useStore } from './use-store.ts';

export function Details() {
  const store = useStore();
  const selection = store.selection.value;
  const close = (): void => {
    if (store.selection.value === null) store.scope.value = null;
    store.selection.value = null;
  };
  return (
    <section class="det" aria-label="Details">
      {(selection !== null || store.scope.value !== null) && (
        <button type="button" class="close-details" aria-label="Close details" onClick={close}>
          ✕
        </button>
      )}
      <Selected />
    </section>
  );
}

function Selected() {
  const store = useStore();
  const analysis = store.analysis();
  const selection = store.selection.value;
  switch (selection?.kind) {
    case 'frame':
      return <FrameDetails number={selection.frame} />;
    case 'exchange': {
      const exchange = analysis.exchanges[selection.id];
      return exchange ? <ExchangeDetails exchange={exchange} /> : null;
    }
    case 'delivery': {
      const delivery = analysis.deliveries[selection.id];
      return delivery ? <DeliveryDetails delivery={delivery} /> : null;
    }
    case 'chunk-stream': {
      const stream = analysis.chunkStreams[selection.id];
      return stream ? <StreamDetails stream={stream} /> : null;
    }
    case 'findings': {
      const found = store.findings().filter((each) => each.code === selection.code);
      return <FindingsDetails findings={found} />;
    }
    case undefined: {
      const connection = store.scope.value === null ? undefined : analysis.log.connection(store.scope.value);
      return connection ? (
        <ConnectionDetails connection={connection} />
      ) : (
        <Empty title="Nothing selected">Choose a row to see what it says and what it belongs to.</Empty>
      );
    }
  }
}

/** What is wrong with a subject, as tinted cards on top. */
export function FindingCards({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <>
      {findings.map((finding) => (
        <div key={finding.key} class={`card ${finding.severity}`}>
          <b>{finding.title}.</b> {finding.detail}
        </div>
      ))}
    </>
  );
}

export function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function useFindingsOf(kind: 'exchange' | 'delivery' | 'chunk-stream', id: number): readonly Finding[] {
  return useStore()
    .analysis()
    .findings.filter((each) => each.subject?.kind === kind && each.subject.id === id);
}

function ExchangeDetails({ exchange }: { readonly exchange: Exchange }) {
  const { log } = useStore().analysis();
  return (
    <>
      <h3>Exchange {exchange.key}</h3>
      <FindingCards findings={useFindingsOf('exchange', exchange.id)} />
      <dl>
        <Fact name="Request">
          <FrameLink frame={exchange.requestFrame} /> {exchange.name}, asked by the{' '}
          {exchange.asker === 'sent' ? 'page' : 'server'} at{' '}
          {sayWallClock(log.startedAt + exchange.requestedAt)}
        </Fact>
        <Fact name="Answer">
          {exchange.responseFrames.length === 0
            ? 'none'
            : exchange.responseFrames.slice(-20).map((frame) => <FrameLink key={frame} frame={frame} />)}
        </Fact>
        <Fact name="State">{exchange.state}</Fact>
        <Fact name="Latency">{exchange.latencyMs === null ? '—' : sayDuration(exchange.latencyMs)}</Fact>
        {exchange.error && (
          <Fact name="Error">
            {exchange.error.code} {exchange.error.message}
          </Fact>
        )}
      </dl>
      <FrameDetails number={exchange.requestFrame} nested="Request" />
      {exchange.responseFrames.length > 0 && (
        <FrameDetails number={exchange.responseFrames.at(-1)!} nested="Answer" />
      )}
    </>
  );
}

function DeliveryDetails({ delivery }: { readonly delivery: Delivery }) {
  const { log } = useStore().analysis();
  const first = delivery.transmissions[0]!;
  return (
    <>
      <h3>
        Delivery seq {delivery.seq} {delivery.channel}
      </h3>
      <FindingCards findings={useFindingsOf('delivery', delivery.id)} />
      <dl>
        <Fact name="Transmissions">
          {delivery.transmissions.map((each, nth) => (
            <span key={each.frame} class="line">
              <FrameLink frame={each.frame} />{' '}
              {nth === 0
                ? sayWallClock(log.startedAt + each.time)
                : `+${sayDuration(each.time - first.time)}`}{' '}
              on #{each.connection}
            </span>
          ))}
        </Fact>
        <Fact name="Ack">
          {delivery.ackFrame === null ? 'none' : <FrameLink frame={delivery.ackFrame} />}
        </Fact>
        <Fact name="State">{delivery.state}</Fact>
        <Fact name="Latency">{delivery.latencyMs === null ? '—' : sayDuration(delivery.latencyMs)}</Fact>
      </dl>
      <FrameDetails number={first.frame} nested="Payload" />
    </>
  );
}

function StreamDetails({ stream }: { readonly stream: ChunkStream }) {
  const { declared, carried } = stream;
  return (
    <>
      <h3>Chunk stream {stream.name}</h3>
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
        <Fact name="Start">
          <FrameLink frame={stream.startFrame} />
        </Fact>
        <Fact name="End">{stream.endFrame === null ? 'none' : <FrameLink frame={stream.endFrame} />}</Fact>
        {stream.segments.map((segment) => (
          <Fact key={segment.from} name={`On #${segment.connection}`}>
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
    </>
  );
}

/** Findings told one by one in the details; the rest of ten thousand is counted. */
const told = 20;

function FindingsDetails({ findings }: { readonly findings: readonly Finding[] }) {
  const store = useStore();
  const [group] = groupFindings(findings);
  if (!group) return <Empty title="No longer so">What this finding said does not hold any more.</Empty>;
  const go = (finding: Finding): void => {
    const { subject } = finding;
    if (!subject) return;
    const tab =
      subject.kind === 'exchange'
        ? 'exchanges'
        : subject.kind === 'delivery'
          ? 'deliveries'
          : 'chunk-streams';
    store.show(subject, tab);
  };
  return (
    <>
      <h3>
        {whatOf[group.code]} · {sayCount(findings.length)}
      </h3>
      {findings
        .slice(-told)
        .toReversed()
        .map((finding) => (
          <article key={finding.key} class={`card ${finding.severity}`}>
            <b class={severityTone[finding.severity]}>{finding.title}.</b> {finding.detail}
            <p>
              {finding.frames.slice(0, 12).map((frame) => (
                <FrameLink key={frame} frame={frame} />
              ))}
              {finding.frames.length > 12 && (
                <span class="dim">and {sayCount(finding.frames.length - 12)} more</span>
              )}
              {finding.subject && (
                <Link onClick={() => go(finding)}>show {finding.subject.kind.replace('-', ' ')}</Link>
              )}
            </p>
          </article>
        ))}
      {findings.length > told && <p class="dim pad">and {sayCount(findings.length - told)} earlier ones</p>}
    </>
  );
}

function ConnectionDetails({ connection }: { readonly connection: Connection }) {
  const store = useStore();
  const analysis = store.analysis();
  const { close, closeRequested } = connection;
  const findings = analysis.findings.filter(
    (each) => each.connection === connection.id && each.subject === undefined,
  );
  return (
    <>
      <h3>Connection #{connection.id}</h3>
      <FindingCards findings={findings.filter((each) => each.severity !== 'info').slice(-5)} />
      <dl>
        <Fact name="URL">
          <span class="mono break-all">{connection.url}</span>
        </Fact>
        <Fact name="Protocol">
          {connection.protocol ||
            (connection.protocols.length > 0 ? `offered ${connection.protocols.join(', ')}` : 'none')}
        </Fact>
        <Fact name="Extensions">{connection.extensions || 'none'}</Fact>
        <Fact name="Decoder">{analysis.decoderOf(connection.id)}</Fact>
        <Fact name="Constructed">
          {sayWallClock(analysis.log.startedAt + connection.constructedAt)}
          {connection.firstReadyState > 0 && '; capture attached late, earlier frames are unknown'}
        </Fact>
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
        <Fact name="Sent">
          {sayCount(connection.sent.frames)} frames, {sayBytes(connection.sent.bytes)}
        </Fact>
        <Fact name="Received">
          {sayCount(connection.received.frames)} frames, {sayBytes(connection.received.bytes)}
        </Fact>
        <Fact name="bufferedAmount">
          {sayBytes(connection.bufferedAmount)}, at most {sayBytes(connection.bufferedPeak)}
        </Fact>
      </dl>
    </>
  );
}
