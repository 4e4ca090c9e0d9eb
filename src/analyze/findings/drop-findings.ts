import { firstPast } from '../../base/first-past.ts';
import { sayBytes, sayCount, sayPlural } from '../../base/say.ts';
import type { SessionLog } from '../../session/session.ts';
import type { DropKind } from '../../wire/fact.ts';
import type { ResultList } from '../result-list.ts';
import type { FindingStore } from './finding-store.ts';

interface Bounded {
  readonly list: Pick<ResultList<unknown>, 'dropped'>;
  /** Openings no longer followed. */
  readonly forgotten: number;
}

interface BoundedState {
  readonly exchanges: Bounded;
  readonly deliveries: Bounded;
  readonly chunkStreams: Bounded;
}

/** Says what the log and the analysis let go of to stay within their bounds: `capture-dropped`, one finding for each bound. */
export interface DropFindings {
  check(now: number): void;
}

export function createDropFindings(
  log: SessionLog,
  findings: FindingStore,
  bounded: BoundedState,
): DropFindings {
  const said = new Map<string, number>();

  const say = (key: string, count: number, time: number, title: string, detail: string): void => {
    if (count === 0 || said.get(key) === count) return;
    said.set(key, count);
    findings.set({
      key: `capture-dropped:${key}`,
      code: 'capture-dropped',
      severity: 'warning',
      connection: 0,
      time,
      frames: [],
      title,
      detail,
    });
  };

  /** What came as `dropped` facts is told where it happened; the rest the log dropped itself. */
  const byLog = (kind: DropKind): { count: number; bytes: number } => {
    const { count, bytes } = log.drops[kind];
    return { count: Math.max(0, count - told[kind].count), bytes: Math.max(0, bytes - told[kind].bytes) };
  };

  /** Sums of the `dropped` facts; each is looked at once. */
  const told: Record<DropKind, { count: number; bytes: number }> = {
    frames: { count: 0, bytes: 0 },
    payloads: { count: 0, bytes: 0 },
    signals: { count: 0, bytes: 0 },
    facts: { count: 0, bytes: 0 },
  };
  let order = -1;
  const readTold = (): void => {
    const { events } = log;
    let at = firstPast(0, events.length, (index) => events[index]!.order > order);
    for (; at < events.length; at++) {
      const event = events[at]!;
      order = event.order;
      if (event.kind !== 'dropped') continue;
      told[event.what].count += event.count;
      told[event.what].bytes += event.bytes;
    }
  };

  const known = { frames: 0, payloads: 0, signals: 0, facts: 0 };
  const checkLog = (kind: DropKind, time: number, why: string): void => {
    if (log.drops[kind].count === known[kind]) return;
    known[kind] = log.drops[kind].count;
    const { count, bytes } = byLog(kind);
    say(
      `log:${kind}`,
      count,
      time,
      `The log let go of ${sayCount(count)} ${kind}`,
      `${sayCount(count)} ${kind}${bytes > 0 ? ` (${sayBytes(bytes)})` : ''} were dropped, oldest first, because ${why}. What was concluded from them stays while it is listed; what they carried cannot be shown any more.`,
    );
  };

  const checkResults = (name: string, noun: string, { list, forgotten }: Bounded, time: number): void => {
    const { count, open } = list.dropped;
    const lost = open + forgotten;
    if (count + forgotten === 0) return;
    if (count === 0) {
      say(
        `results:${name}`,
        forgotten,
        time,
        `${sayPlural(forgotten, noun)} no longer followed`,
        `${sayPlural(forgotten, noun)} waited for an answer or ack while very many others began, and are no longer followed, oldest first: what became of those is not told.`,
      );
      return;
    }
    say(
      `results:${name}`,
      count + forgotten,
      time,
      `${sayPlural(count, noun)} no longer listed`,
      `${sayPlural(count, noun)} left the list, oldest first, to keep memory flat. ${lost === 0 ? 'All of them were over.' : `${sayCount(lost)} were no longer followed while they still waited for an answer, an ack or their end: what became of those is not told.`} Statistics by type still count them.`,
    );
  };

  return {
    check(now) {
      readTold();
      checkLog('frames', now, `a session holds at most ${sayCount(log.limits.frames)} frames`);
      checkLog(
        'payloads',
        now,
        `payloads may take ${sayBytes(log.limits.payloadBytes)} of memory, and one of them ${sayBytes(log.limits.payloadCap)}`,
      );
      const holds = `a session holds at most ${sayCount(log.limits.events)} other facts`;
      checkLog('signals', now, holds);
      checkLog('facts', now, `${holds}, with ${sayBytes(log.limits.eventBytes)} of text and call stacks`);
      checkResults('exchanges', 'exchange', bounded.exchanges, now);
      checkResults('deliveries', 'numbered packet', bounded.deliveries, now);
      checkResults('chunk streams', 'chunk stream', bounded.chunkStreams, now);
      for (const [code, count] of findings.dropped)
        say(
          `findings:${code}`,
          count,
          now,
          `${sayPlural(count, 'finding')} of ${code} no longer listed`,
          `There were more ${code} findings than are kept; ${sayPlural(count, 'older one')} were let go.`,
        );
    },
  };
}
