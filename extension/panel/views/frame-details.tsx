import { useMemo, useState } from 'preact/hooks';
import type { Finding } from '../../../src/analyze/results.ts';
import { toHex } from '../../../src/base/bytes.ts';
import { sayBytes, sayCount } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { sayOffset, sayWallClock } from '../../../src/layout/say-time.ts';
import type { Frame } from '../../../src/session/session.ts';
import { Hex } from '../widgets/hex.tsx';
import { LongText } from '../widgets/long-text.tsx';
import { Empty, Link } from '../widgets/parts.tsx';
import { Tree } from '../widgets/tree.tsx';
import { CallStack, Fact, FindingCards, Latest } from './details-parts.tsx';
import { FrameLink } from './frame-link.tsx';
import { PlaceForm } from './place-form.tsx';
import { useStore } from './use-store.ts';

type PayloadView = 'decoded' | 'raw' | 'hex';
/** Lines of all trees of one frame, at first. */
const shownRows = 200;
/** Characters of a name in a heading or a line. */
const longestName = 200;
/** Findings, and frames of a delivery, that are shown with a frame. */
const shownFindings = 4;
const shownPartners = 10;

/** @param nested a heading, where the frame is shown as part of something else: then without its facts */
export function FrameDetails({ number, nested }: { readonly number: number; readonly nested?: string }) {
  const store = useStore();
  const analysis = store.analysis();
  const frame = analysis.log.frame(number);
  if (!frame)
    return (
      <Empty title={`Frame #${sayCount(number)} is no longer kept`}>
        The log keeps the newest frames; the counts at the bottom say what was dropped.
      </Empty>
    );
  const role = analysis.role(number);
  return (
    <>
      <h3>{nested ?? `Frame #${sayCount(number)} ${shorten(role?.name ?? '', longestName)}`}</h3>
      {nested === undefined && (
        <>
          <FindingsOf frame={number} />
          <dl>
            <Fact name={frame.direction === 'sent' ? 'Sent' : 'Received'}>
              {sayWallClock(analysis.log.startedAt + frame.time)}{' '}
              <span class="dim">({sayOffset(frame.time)})</span> on #{frame.connection}
            </Fact>
            <Fact name="Size">
              {sayBytes(frame.size)} {frame.binary ? 'binary' : 'text'}
            </Fact>
            <Partners number={number} />
            {frame.stack && (
              <Fact name="Called at">
                <CallStack stack={frame.stack} />
              </Fact>
            )}
          </dl>
        </>
      )}
      <Payload key={number} frame={frame} />
    </>
  );
}

function FindingsOf({ frame }: { readonly frame: number }) {
  const { findings } = useStore().analysis();
  const found = useMemo(() => {
    const first: Finding[] = [];
    for (const each of findings)
      if (first.length < shownFindings && each.severity !== 'info' && each.frames.includes(frame))
        first.push(each);
    return first;
  }, [findings, frame]);
  return <FindingCards findings={found} />;
}

/** A text as its bytes, which are made once and not at each paint. */
function HexOf({ data }: { readonly data: string | Uint8Array }) {
  const bytes = useMemo(() => (typeof data === 'string' ? new TextEncoder().encode(data) : data), [data]);
  return <Hex bytes={bytes} />;
}

function Partners({ number }: { readonly number: number }) {
  const store = useStore();
  const analysis = store.analysis();
  const role = analysis.role(number);
  const exchange = role?.exchange == null ? undefined : analysis.exchange(role.exchange);
  const delivery = role?.delivery == null ? undefined : analysis.delivery(role.delivery);
  const stream = role?.chunkStream == null ? undefined : analysis.chunkStream(role.chunkStream);
  return (
    <>
      {exchange && (
        <Fact name="Exchange">
          <FrameLink frame={exchange.requestFrame} />
          {exchange.responseFrames.slice(-3).map((each) => (
            <FrameLink key={each} frame={each} />
          ))}
          <Link onClick={() => store.show({ kind: 'exchange', id: exchange.id }, 'exchanges')}>
            {exchange.state}
          </Link>
        </Fact>
      )}
      {delivery && (
        <Fact name="Delivery">
          <Latest
            all={delivery.transmissions}
            most={shownPartners}
            one={(each) => <FrameLink key={each.frame} frame={each.frame} />}
          />
          {delivery.ackFrame !== null && <FrameLink frame={delivery.ackFrame} />}
          <Link onClick={() => store.show({ kind: 'delivery', id: delivery.id }, 'deliveries')}>
            {delivery.state}
          </Link>
        </Fact>
      )}
      {stream && (
        <Fact name="Chunk stream">
          <Link onClick={() => store.show({ kind: 'chunk-stream', id: stream.id }, 'chunk-streams')}>
            {shorten(stream.name, longestName)}
          </Link>{' '}
          {stream.state}
        </Fact>
      )}
    </>
  );
}

function Payload({ frame }: { readonly frame: Frame }) {
  const store = useStore();
  // Bytes that a decoder reads are worth more than their digits.
  const role = store.analysis().role(frame.number);
  const decodes = !frame.binary || (role !== undefined && role.kind !== 'raw' && role.kind !== 'chunk');
  const [view, setView] = useState<PayloadView>(decodes ? 'decoded' : 'hex');
  if (frame.data === null)
    return (
      <p class="dim pad">
        {frame.payload === 'pending'
          ? 'A Blob whose bytes are still being read.'
          : 'The bytes of this frame were not kept: the memory budget was reached, or the frame is over the payload cap.'}
      </p>
    );
  const { data } = frame;
  const views: readonly PayloadView[] =
    typeof data === 'string' ? ['decoded', 'raw', 'hex'] : decodes ? ['decoded', 'hex'] : ['hex'];
  const copy = async (): Promise<void> => {
    const text = typeof data === 'string' ? data : toHex(data);
    store.notice.value = copyText(text) ? null : 'The browser did not allow copying from this panel.';
  };
  return (
    <>
      <div class="payload-bar" role="group" aria-label="Payload view">
        {views.map((each) => (
          <button
            key={each}
            type="button"
            class={each === view ? 'on' : ''}
            aria-pressed={each === view}
            onClick={() => setView(each)}
          >
            {each === 'decoded' ? 'Decoded' : each === 'raw' ? 'Raw' : 'Hex'}
          </button>
        ))}
        <span class="grow" />
        <button type="button" onClick={() => void copy()}>
          Copy
        </button>
      </div>
      {view === 'decoded' && <Decoded frame={frame} />}
      {view === 'raw' && typeof data === 'string' && <LongText text={data} />}
      {view === 'hex' && <HexOf data={data} />}
    </>
  );
}

/** The tree; a value in it can be taken for an id, a number or a type of the convention. */
function Decoded({ frame }: { readonly frame: Frame }) {
  const store = useStore();
  const analysis = store.analysis();
  const { packets, left } = store.packets(frame.number);
  const connection = analysis.log.connection(frame.connection);
  const learns = analysis.decoderOf(frame.connection) === 'json';
  const [picked, setPicked] = useState<string | null>(null);
  return (
    <>
      {picked !== null && connection && (
        <PlaceForm
          key={picked}
          connection={connection}
          part="requestId"
          place={picked}
          onDone={() => setPicked(null)}
        />
      )}
      {packets.map(({ packet, value, fault }, at) => (
        <div key={at}>
          {packet.problem && (
            <p class="card warning">
              Could not be read at offset {packet.problem.offset}: {shorten(packet.problem.message, 1_000)}
            </p>
          )}
          {fault !== null && <p class="card warning">Could not be read: {shorten(fault, 1_000)}</p>}
          {packet.layers.length > 1 && (
            <p class="dim layers">
              {packet.layers.join(' › ')}
              {packet.spans.length > 1 && ` · one packet over ${packet.spans.length} frames`}
            </p>
          )}
          <Tree
            value={value}
            rows={Math.max(2, Math.floor(shownRows / packets.length))}
            {...(learns && { onUse: setPicked })}
          />
        </div>
      ))}
      {left > 0 && (
        <p class="dim pad">
          and {sayCount(left)} more {left === 1 ? 'packet' : 'packets'}; the raw view has all of it
        </p>
      )}
    </>
  );
}

/** DevTools panels have no clipboard permission; the old command works there. */
function copyText(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}
