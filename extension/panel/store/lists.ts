import type { Analysis } from '../../../src/analyze/analysis.ts';
import type {
  ChunkStream,
  Delivery,
  EventStats,
  Exchange,
  Finding,
  FindingCode,
} from '../../../src/analyze/results.ts';
import {
  chunkStreamMatchable,
  deliveryMatchable,
  eventMatchable,
  exchangeMatchable,
} from '../../../src/query/matchables.ts';
import { matches, type Query } from '../../../src/query/query.ts';
import type { TimeRange } from './selection.ts';

/** What is chosen at the moment, and what it is chosen from. Each is read anew, so that a view subscribes to what it depends on. */
export interface Choice {
  analysis(): Analysis;
  query(): Query;
  scope(): number | null;
  range(): TimeRange | null;
  muted(): ReadonlySet<FindingCode>;
}

/** The lists of the tabs: what was derived, as far as scope, range and filter choose it. */
export interface Lists {
  exchanges(): readonly Exchange[];
  deliveries(): readonly Delivery[];
  chunkStreams(): readonly ChunkStream[];
  events(): readonly EventStats[];
  /** In scope and range, muted kinds left out. */
  findings(): readonly Finding[];
}

export function createLists({ analysis, query, scope, range, muted }: Choice): Lists {
  const inRange = (from: number, to: number | null): boolean => {
    const chosen = range();
    return chosen === null || (from <= chosen.to && (to ?? Number.POSITIVE_INFINITY) >= chosen.from);
  };
  const inScope = (...ids: readonly number[]): boolean => {
    const chosen = scope();
    return chosen === null || ids.includes(chosen);
  };
  /** Nothing to look at one by one: there may be a quarter of a million. */
  const choosesAll = (): boolean =>
    scope() === null && range() === null && query().any.some((terms) => terms.length === 0);

  const chosen = <T>(all: readonly T[], isChosen: (each: T) => boolean): readonly T[] =>
    choosesAll() ? all : all.filter(isChosen);

  return {
    exchanges: () =>
      chosen(
        analysis().exchanges,
        (each) =>
          inScope(each.connection) &&
          inRange(each.requestedAt, each.endedAt) &&
          matches(query(), exchangeMatchable(each)),
      ),
    deliveries: () =>
      chosen(
        analysis().deliveries,
        (each) =>
          inScope(...each.transmissions.map((one) => one.connection)) &&
          inRange(each.transmissions[0]!.time, each.ackedAt) &&
          matches(query(), deliveryMatchable(each)),
      ),
    chunkStreams: () =>
      chosen(
        analysis().chunkStreams,
        (each) =>
          inScope(...each.connections) &&
          inRange(each.startedAt, each.endedAt) &&
          matches(query(), chunkStreamMatchable(each)),
      ),
    events: () => analysis().events.filter((each) => matches(query(), eventMatchable(each))),
    findings: () =>
      analysis().findings.filter(
        (each) =>
          !muted().has(each.code) &&
          (each.connection === 0 || inScope(each.connection)) &&
          inRange(each.time, each.time),
      ),
  };
}
