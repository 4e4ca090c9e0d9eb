import { describe, expect, it } from 'vitest';
import { createDropFindings } from '../../../src/analyze/findings/drop-findings.ts';
import { createFindingStore } from '../../../src/analyze/findings/finding-store.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { defaultLimits } from '../../../src/wire/limits.ts';

/** A page that reconnects without end, in a log that lists the last few hundred connections. */
function reconnecting(connections: number) {
  const log = createSessionLog({ ...defaultLimits, events: 1_000, frames: 500 });
  let order = 0;
  log.append({ kind: 'page', order: order++, time: 0, page: 1, url: 'x', frame: 'top', origin: 1 });
  const analysis = createAnalysis(log);
  for (let connection = 1; connection <= connections; connection++) {
    const base = () => ({ order: order++, time: connection * 100, connection });
    const url = `ws://a/${connection % 2 === 0 ? connection : ''}`;
    log.append({ kind: 'constructed', ...base(), page: 1, url, protocols: [], readyState: 0 });
    log.append({ kind: 'opened', ...base(), protocol: '', extensions: '' });
    const data = `{"seq":1,"type":"a"}`;
    log.append({
      kind: 'frame',
      ...base(),
      number: connection,
      direction: 'sent',
      size: data.length,
      data,
      binary: false,
    });
    log.append({ kind: 'closed', ...base(), code: 1006, reason: '', wasClean: false });
    if (connection % 100 === 0) analysis.pump(connection * 100);
  }
  return { log, analysis };
}

describe('connections that the log no longer lists', () => {
  const { log, analysis } = reconnecting(12_000);

  it('are in no chain any more', () => {
    const listed = log.connections.length;
    expect(listed).toBeLessThan(1_000);
    expect(analysis.chains.length).toBeLessThan(3 * listed + 1_500);
    expect(analysis.chains.flatMap((each) => each.connections).length).toBeLessThan(3 * listed + 1_500);
    expect(analysis.numberings.length).toBeLessThan(3 * listed + 1_500);
    expect(analysis.chainOf(3)).toBeUndefined();
    expect(analysis.decoderOf(3)).toBe('raw');
  });

  it('leave those that are listed as they are', () => {
    const last = log.connections.at(-1)!;
    expect(analysis.chainOf(last.id)?.connections).toContain(last.id);
    expect(analysis.decoderOf(last.id)).toBe('json');
    const [chain] = analysis.chains.filter((each) => each.connections.length > 1);
    expect(chain?.continuations.length).toBeGreaterThan(10);
  });
});

describe('what the log lets go of', () => {
  it('is counted apart from what the page says it dropped, however often that changes', () => {
    const { log, analysis } = reconnecting(6_000);
    const titleOf = () => analysis.findings.find(({ key }) => key === 'capture-dropped:log:frames')?.title;
    const before = titleOf();
    expect(before).toMatch(/^The log let go of [\d,]+ frames$/);
    let order = 1_000_000;
    for (let count = 1; count < 5; count++) {
      log.append({
        kind: 'dropped',
        order: order++,
        time: 200_000,
        what: 'frames',
        count,
        bytes: 0,
        why: 'x',
      });
      analysis.pump(200_000);
    }
    expect(titleOf()).toBe(before);
  });

  it('is found without looking at all facts each time', () => {
    let looks = 0;
    const facts = Array.from({ length: 2_000 }, (_, order) => ({
      kind: 'error',
      order,
      time: 0,
      connection: 1,
    }));
    const events = new Proxy(facts, {
      get(target, key) {
        looks++;
        return Reflect.get(target, key);
      },
    });
    const drops = { frames: { count: 0, bytes: 0 } };
    const none = { count: 0, bytes: 0 };
    const log = {
      limits: defaultLimits,
      events,
      drops: { ...drops, payloads: none, signals: none, facts: none },
    } as unknown as SessionLog;
    const bounded = { list: { dropped: { count: 0, open: 0 } }, forgotten: 0 };
    const findings = createFindingStore(10);
    const analyzers = { exchanges: bounded, deliveries: bounded, chunkStreams: bounded };
    const analyzer = createDropFindings(log, findings, analyzers);
    for (let check = 0; check < 100; check++) {
      drops.frames.count++;
      analyzer.check(check);
    }
    expect(findings.all).toMatchObject([{ title: 'The log let go of 100 frames' }]);
    expect(looks).toBeLessThan(3 * facts.length);
  });
});
