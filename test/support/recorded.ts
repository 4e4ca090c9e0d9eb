import type { SessionLog } from '../../src/session/session.ts';
import type { Fact, FactKind } from '../../src/wire/fact.ts';
import type { OpenDevTools } from './devtools-panel.ts';
import { until } from './poll.ts';

type FactOf<K extends FactKind> = Extract<Fact, { kind: K }>;

/** What the recorder has, with bytes as plain numbers: they are read through JSON. */
export function recordedFacts(devtools: OpenDevTools): Promise<Fact[]> {
  return devtools.evaluate<Fact[]>(`[...sockscopeHost.log.facts()].map((fact) =>
    fact.data instanceof Uint8Array ? { ...fact, data: [...fact.data] } : fact)`);
}

export const factsOf = async <K extends FactKind>(devtools: OpenDevTools, kind: K): Promise<FactOf<K>[]> =>
  (await recordedFacts(devtools)).filter((fact): fact is FactOf<K> => fact.kind === kind);

/** The facts of a kind as soon as there are `count` of them. */
export const recorded = <K extends FactKind>(
  devtools: OpenDevTools,
  kind: K,
  count: number,
): Promise<FactOf<K>[]> =>
  until(
    () => factsOf(devtools, kind),
    (facts) => facts.length >= count,
  );

/** Frames as soon as there are `count`, and all of their bytes. */
export const recordedFrames = (devtools: OpenDevTools, count: number): Promise<FactOf<'frame'>[]> =>
  until(
    () => factsOf(devtools, 'frame'),
    (frames) => frames.length >= count && frames.every(({ payload }) => payload !== 'pending'),
  );

export const readLog = <K extends keyof SessionLog>(
  devtools: OpenDevTools,
  field: K,
): Promise<SessionLog[K]> => devtools.evaluate(`sockscopeHost.log[${JSON.stringify(field)}]`);
