import type { Analysis } from '../../../src/analyze/analysis.ts';
import type { EventFate, FrameRole } from '../../../src/analyze/results.ts';
import { sayBytes, sayCount, sayDuration } from '../../../src/base/say.ts';
import { hexPreview } from '../../../src/layout/hex-layout.ts';
import { sayOffset } from '../../../src/layout/say-time.ts';
import type { Frame } from '../../../src/session/session.ts';
import { Cell, Head } from '../widgets/parts.tsx';
import { WindowedRows } from '../widgets/windowed-rows.tsx';
import { Nothing } from './nothing.tsx';
import { useStore } from './use-store.ts';

const columns =
  '60px 76px 20px minmax(70px, 0.45fr) minmax(80px, 1fr) 66px minmax(clamp(60px, 50vw - 140px, 110px), 0.45fr)';

export function Frames() {
  const store = useStore();
  const analysis = store.analysis();
  const rows = store.frames();
  const selection = store.selection.value;
  const frameAt = (row: number): Frame | undefined => analysis.log.frame(rows.at(row) ?? 0);
  return (
    <WindowedRows
      label="Frames"
      columns={columns}
      rows={rows.length}
      follow={store.opened.value === null}
      selected={selection?.kind === 'frame' ? rows.rowOf(selection.frame) : -1}
      onSelect={(row) => {
        const frame = rows.at(row);
        if (frame !== undefined) store.show({ kind: 'frame', frame });
      }}
      header={
        <>
          <Head class="n">#</Head>
          <Head class="n">Time</Head>
          <Head />
          <Head>Type</Head>
          <Head>Data</Head>
          <Head class="n">Size</Head>
          <Head>Partner</Head>
        </>
      }
      rowClass={(row) => toneOf(partnerOf(frameAt(row), analysis).tone)}
      row={(row) => {
        const frame = frameAt(row);
        return (
          frame && <FrameCells frame={frame} analysis={analysis} summary={store.summary(frame.number)} />
        );
      }}
      empty={<Nothing what="frames" about="The connections are open but silent." />}
    />
  );
}

interface FrameCellsProps {
  readonly frame: Frame;
  readonly analysis: Analysis;
  readonly summary: string | null;
}

function FrameCells({ frame, analysis, summary }: FrameCellsProps) {
  const role = analysis.role(frame.number);
  const partner = partnerOf(frame, analysis);
  const sent = frame.direction === 'sent';
  return (
    <>
      <Cell class="n faint">{sayCount(frame.number)}</Cell>
      <Cell class="n dim">{sayOffset(frame.time)}</Cell>
      <Cell class={sent ? 'dir s' : 'dir r'} title={frame.direction}>
        {sent ? '↑' : '↓'}
      </Cell>
      <Cell>{nameOf(frame, role, analysis)}</Cell>
      <Cell class="mono dim">{summary ?? dataOf(frame)}</Cell>
      <Cell class="n">{sayBytes(frame.size)}</Cell>
      <Cell class={partner.tone === 'bad' ? 'er' : partner.tone === 'wrn' ? 'wr' : 'dim'}>
        {partner.text}
      </Cell>
    </>
  );
}

function nameOf(frame: Frame, role: FrameRole | undefined, analysis: Analysis): string {
  const stream = role?.chunkStream == null ? undefined : analysis.chunkStream(role.chunkStream);
  if (!stream || role?.kind !== 'chunk') return role?.name ?? '';
  const index = stream.chunkFrames.indexOf(frame.number);
  return index < 0
    ? 'chunk, sent again'
    : `chunk ${index + 1}${stream.declared.chunks ? ` / ${stream.declared.chunks}` : ''}`;
}

function dataOf(frame: Frame): string {
  if (frame.payload === 'pending') return 'Blob, being read';
  if (frame.data === null) return 'payload not kept';
  return typeof frame.data === 'string' ? frame.data.slice(0, 400) : hexPreview(frame.data);
}

const sayFate: Readonly<Record<EventFate, string>> = {
  'in-doubt': 'may be lost',
  buffered: 'kept while away',
  replayed: 'replayed',
  repeated: 'received again',
};

interface Partner {
  readonly text: string;
  readonly tone: '' | 'bad' | 'wrn';
}

const toneOf = (tone: Partner['tone']): string => tone;

/** What the frame is to others, in a few words. */
function partnerOf(frame: Frame | undefined, analysis: Analysis): Partner {
  const role = frame && analysis.role(frame.number);
  if (!frame || !role) return { text: '', tone: '' };
  if (role.delivery !== null) {
    const delivery = analysis.delivery(role.delivery);
    if (delivery) {
      if (delivery.ackFrame === frame.number)
        return { text: `for #${delivery.transmissions.at(-1)!.frame}`, tone: '' };
      if (delivery.state === 'given-up') return { text: 'never acked, given up', tone: 'bad' };
      if (delivery.state === 'unacked') return { text: 'not acked', tone: 'bad' };
      const times = delivery.transmissions.length;
      if (delivery.state === 'acked')
        return {
          text: `acked +${sayDuration(delivery.latencyMs ?? 0)}${times > 1 ? `, ${times}×` : ''}`,
          tone: times > 1 ? 'wrn' : '',
        };
      return { text: 'ack pending', tone: '' };
    }
  }
  if (role.exchange !== null) {
    const exchange = analysis.exchange(role.exchange);
    if (exchange?.requestFrame === frame.number)
      return {
        text:
          exchange.latencyMs === null
            ? exchange.state
            : `${exchange.state} +${sayDuration(exchange.latencyMs)}`,
        tone:
          exchange.state === 'unanswered' || exchange.state === 'failed'
            ? 'bad'
            : exchange.state === 'late' || exchange.state === 'overdue'
              ? 'wrn'
              : '',
      };
    if (exchange)
      return {
        text: `${exchange.state === 'failed' ? 'fails' : 'for'} #${exchange.requestFrame}`,
        tone: exchange.state === 'failed' ? 'bad' : '',
      };
  }
  if (role.chunkStream !== null)
    return { text: analysis.chunkStream(role.chunkStream)?.name ?? '', tone: '' };
  if (role.kind === 'heartbeat') return { text: 'heartbeat', tone: '' };
  if (role.head !== null) return { text: `part of #${role.head}`, tone: '' };
  const fate = analysis.fate(frame.number);
  if (fate) return { text: sayFate[fate], tone: fate === 'in-doubt' || fate === 'repeated' ? 'wrn' : '' };
  return { text: frame.direction === 'received' && role.kind === 'message' ? 'push' : '', tone: '' };
}
