import { type LatencyStats, latencyBucket } from '../../../src/analyze/exchanges/latency-book.ts';
import { sayCount, sayDuration } from '../../../src/base/say.ts';
import { latencyAxis, latencyBars, latencyPath } from '../../../src/layout/latency-layout.ts';
import { Cell, Empty, Head } from '../widgets/parts.tsx';
import { WindowedRows } from '../widgets/windowed-rows.tsx';
import { useStore } from './use-store.ts';

const columns = '26px minmax(90px, 1.4fr) 56px 56px 68px 68px 68px 68px minmax(90px, 1fr)';

/** How long each type of request takes, most frequent first. */
export function LatencyTable() {
  const store = useStore();
  const stats = store.analysis().latencies;
  const axis = latencyAxis(stats.map((each) => each.histogram));
  return (
    <WindowedRows
      label="Latency by type"
      columns={columns}
      rows={stats.length}
      selected={-1}
      onSelect={(row) => {
        const name = stats[row]?.name;
        if (name) store.filter.value = `type:${/\s/.test(name) ? `"${name}"` : name}`;
      }}
      header={
        <>
          <Head />
          <Head>Request</Head>
          <Head class="n">Count</Head>
          <Head class="n">Bad</Head>
          <Head class="n">p50</Head>
          <Head class="n">p95</Head>
          <Head class="n">p99</Head>
          <Head class="n">Max</Head>
          <Head>Answers by latency</Head>
        </>
      }
      row={(row) => {
        const each = stats[row];
        if (!each) return null;
        const bad = badOf(each);
        const time = (ms: number): string => (each.answered === 0 ? '—' : sayDuration(ms));
        return (
          <>
            <Cell class={each.asker === 'sent' ? 'dir s' : 'dir r'}>{each.asker === 'sent' ? '↑' : '↓'}</Cell>
            <Cell title={sayStates(each)}>{each.name || 'request'}</Cell>
            <Cell class="n">{sayCount(each.count)}</Cell>
            <Cell class={`n ${bad > 0 ? 'er' : 'dim'}`} title={sayStates(each)}>
              {sayCount(bad)}
            </Cell>
            <Cell class="n">{time(each.p50)}</Cell>
            <Cell class="n">{time(each.p95)}</Cell>
            <Cell class="n">{time(each.p99)}</Cell>
            <Cell class="n">{time(each.max)}</Cell>
            <Cell class="histogram">{axis && <Histogram stats={each} axis={axis} />}</Cell>
          </>
        );
      }}
      empty={
        <Empty title="No exchange is over yet">
          Counts and latencies by type of request appear with the first answer.
        </Empty>
      }
    />
  );
}

interface HistogramProps {
  readonly stats: LatencyStats;
  readonly axis: { readonly first: number; readonly last: number };
}

function Histogram({ stats, axis }: HistogramProps) {
  const bars = latencyBars(stats.histogram, axis);
  if (bars.length === 0) return null;
  const low = sayDuration(latencyBucket(bars[0]!.bucket));
  const high = sayDuration(latencyBucket(bars.at(-1)!.bucket + 1));
  return (
    <svg
      viewBox="0 0 100 16"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${sayCount(stats.answered)} answers between ${low} and ${high}`}
    >
      <title>{`${low} to ${high}`}</title>
      <path d={latencyPath(bars)} />
    </svg>
  );
}

const badOf = ({ states }: LatencyStats): number =>
  (states.failed ?? 0) + (states.late ?? 0) + (states.unanswered ?? 0);

const sayStates = ({ states }: LatencyStats): string =>
  Object.entries(states)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
