import { quantile } from '../../../src/analyze/deliveries/say-guarantee.ts';
import type { EventStats, Guarantee } from '../../../src/analyze/results.ts';
import { sayCount, sayDuration } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { Cell, Head } from '../widgets/parts.tsx';
import { WindowedRows } from '../widgets/windowed-rows.tsx';
import { Nothing } from './nothing.tsx';
import { useStore } from './use-store.ts';

const columns = '22px minmax(70px, 1.6fr) 98px 52px 62px 66px 66px minmax(0, 1.2fr)';

const guaranteeTone: Readonly<Record<Guarantee, string>> = {
  'at-most-once': 'wr',
  confirmed: 'r',
  'at-least-once': 's',
  recoverable: 'r',
};

/** Did my event arrive? One row for each event name, with what this session shows of its guarantee. */
export function Events() {
  const store = useStore();
  const events = store.events();
  const selection = store.selection.value;
  return (
    <WindowedRows
      label="Events"
      columns={columns}
      rows={events.length}
      selected={selection?.kind === 'event' ? events.findIndex((each) => each.id === selection.id) : -1}
      onSelect={(row) => {
        const event = events[row];
        if (event) store.show({ kind: 'event', id: event.id });
      }}
      header={
        <>
          <Head />
          <Head>Event</Head>
          <Head>Guarantee</Head>
          <Head class="n">Count</Head>
          <Head class="n">Acked</Head>
          <Head class="n">p50</Head>
          <Head class="n">p95</Head>
          <Head>Worth knowing</Head>
        </>
      }
      rowClass={(row) => {
        const event = events[row];
        return event && event.fates['in-doubt'] + event.fates.repeated > 0 ? 'wrn' : '';
      }}
      row={(row) => {
        const event = events[row];
        return event && <EventCells event={event} />;
      }}
      empty={<Nothing what="events" about="An event is what the application emits under a name." />}
    />
  );
}

function EventCells({ event }: { readonly event: EventStats }) {
  const sent = event.direction === 'sent';
  const latency = (p: number): string => {
    const value = quantile(event.latencies, p);
    return value === null ? '—' : sayDuration(value);
  };
  return (
    <>
      <Cell class={sent ? 'dir s' : 'dir r'} title={sent ? 'the page emits' : 'the server emits'}>
        {sent ? '↑' : '↓'}
      </Cell>
      <Cell title={`${event.scope} ${event.name}`}>
        {event.scope !== '/' && event.scope !== '' && <span class="dim">{shorten(event.scope, 200)} </span>}
        {shorten(event.name, 400)}
      </Cell>
      <Cell class={guaranteeTone[event.guarantee]}>{event.guarantee.replaceAll('-', ' ')}</Cell>
      <Cell class="n">{sayCount(event.count)}</Cell>
      <Cell class="n">
        {event.asked === 0 ? <span class="dim">no ack</span> : `${event.acked} of ${event.asked}`}
      </Cell>
      <Cell class="n">{latency(0.5)}</Cell>
      <Cell class="n">{latency(0.95)}</Cell>
      <Cell class="dim">{remarks(event).join(', ')}</Cell>
    </>
  );
}

export function remarks(event: EventStats): readonly string[] {
  const { fates, failed, retries } = event;
  const parts: readonly (readonly [number, string])[] = [
    [failed, 'failed'],
    [retries, 'sent again'],
    [fates['in-doubt'], 'may be lost'],
    [fates.buffered, 'kept while away'],
    [fates.replayed, 'replayed'],
    [fates.repeated, 'received again'],
  ];
  return parts.flatMap(([count, said]) => (count > 0 ? [`${count} ${said}`] : []));
}
