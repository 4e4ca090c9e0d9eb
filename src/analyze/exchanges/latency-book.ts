import type { Direction } from '../../wire/fact.ts';
import type { ExchangeState } from '../results.ts';

/** How long one type of request takes. Times in ms. */
export interface LatencyStats {
  readonly name: string;
  readonly asker: Direction;
  /** Exchanges that are over. */
  readonly count: number;
  readonly states: Readonly<Partial<Record<ExchangeState, number>>>;
  /** Exchanges with a final answer: those that the times below are of. */
  readonly answered: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Answers by latency: bucket i is from `latencyBucket(i)` up to `latencyBucket(i + 1)`. */
  readonly histogram: readonly number[];
}

/** Buckets per doubling: a quantile is off by a twelfth at most. */
const perOctave = 8;
/** The first bucket ends here, ms; the last one is open. */
const smallest = 0.1;
const buckets = 26 * perOctave;
/** Types that are told apart; a protocol that puts data into its types must not fill the memory. The others are counted together. */
const maxTypes = 1000;
export const otherTypes = '(all other types)';

/** Lower bound of a bucket, ms. */
export const latencyBucket = (index: number): number =>
  index === 0 ? 0 : smallest * 2 ** ((index - 1) / perOctave);

const bucketOf = (ms: number): number =>
  ms <= smallest ? 0 : Math.min(buckets - 1, 1 + Math.floor(Math.log2(ms / smallest) * perOctave));

interface Row {
  readonly name: string;
  readonly asker: Direction;
  readonly states: Partial<Record<ExchangeState, number>>;
  readonly histogram: Uint32Array;
  count: number;
  answered: number;
  sum: number;
  min: number;
  max: number;
}

/** Latency by type of request, in histograms: the memory does not grow with the traffic. */
export interface LatencyBook {
  /** Most exchanges first. */
  readonly stats: readonly LatencyStats[];
  record(name: string, asker: Direction, state: ExchangeState, latencyMs: number | null): void;
  /** Takes back what was recorded of an exchange whose answer turned out to be none. */
  retract(name: string, asker: Direction, state: ExchangeState, latencyMs: number | null): void;
}

export function createLatencyBook(): LatencyBook {
  const rows = { sent: new Map<string, Row>(), received: new Map<string, Row>() };
  return {
    get stats() {
      return [...rows.sent.values(), ...rows.received.values()]
        .map(statsOf)
        .sort((one, other) => other.count - one.count);
    },
    record(name, asker, state, latencyMs) {
      const group = rows[asker];
      let row = group.get(name) ?? (group.size < maxTypes ? undefined : group.get(otherTypes));
      if (!row) {
        const called = group.size < maxTypes ? name : otherTypes;
        row = {
          name: called,
          asker,
          states: {},
          histogram: new Uint32Array(buckets),
          count: 0,
          answered: 0,
          sum: 0,
          min: Number.POSITIVE_INFINITY,
          max: 0,
        };
        group.set(called, row);
      }
      row.count++;
      row.states[state] = (row.states[state] ?? 0) + 1;
      if (latencyMs === null) return;
      row.answered++;
      row.sum += latencyMs;
      if (latencyMs < row.min) row.min = latencyMs;
      if (latencyMs > row.max) row.max = latencyMs;
      row.histogram[bucketOf(latencyMs)]!++;
    },
    retract(name, asker, state, latencyMs) {
      const row = rows[asker].get(name) ?? rows[asker].get(otherTypes);
      if (!row) return;
      row.count--;
      row.states[state] = (row.states[state] ?? 1) - 1;
      if (row.states[state] === 0) delete row.states[state];
      if (latencyMs === null) return;
      row.answered--;
      row.sum -= latencyMs;
      row.histogram[bucketOf(latencyMs)]!--;
      // The least and the most of the others are known to their bucket only.
      if (latencyMs === row.min) row.min = boundOf(row.histogram, 'least');
      if (latencyMs === row.max) row.max = boundOf(row.histogram, 'most');
    },
  };
}

function boundOf(histogram: Uint32Array, which: 'least' | 'most'): number {
  const filled = (value: number): boolean => value > 0;
  const at = which === 'least' ? histogram.findIndex(filled) : histogram.findLastIndex(filled);
  if (at < 0) return which === 'least' ? Number.POSITIVE_INFINITY : 0;
  return latencyBucket(which === 'least' ? at : at + 1);
}

function statsOf(row: Row): LatencyStats {
  const { name, asker, states, count, answered, sum, min, max, histogram } = row;
  const used = histogram.findLastIndex((value) => value > 0) + 1;
  return {
    name,
    asker,
    count,
    states,
    answered,
    min: answered === 0 ? 0 : min,
    max,
    mean: answered === 0 ? 0 : sum / answered,
    p50: quantile(row, 0.5),
    p95: quantile(row, 0.95),
    p99: quantile(row, 0.99),
    histogram: Array.from(histogram.subarray(0, used)),
  };
}

/** Nearest rank, placed within its bucket as if values were spread evenly there, never outside of what was seen. */
function quantile(row: Row, share: number): number {
  if (row.answered === 0) return 0;
  const rank = Math.max(1, Math.ceil(share * row.answered));
  let before = 0;
  for (const [index, inside] of row.histogram.entries()) {
    if (before + inside < rank) {
      before += inside;
      continue;
    }
    const low = latencyBucket(index);
    const high = latencyBucket(index + 1);
    const value = low + ((high - low) * (rank - before)) / inside;
    return Math.min(row.max, Math.max(row.min, value));
  }
  return row.max;
}
