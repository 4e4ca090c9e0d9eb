import { describe, expect, it } from 'vitest';
import { closeInitiator, handshakeCauses } from '../../../../src/analyze/connections/close-story.ts';
import { createOfflineTimes } from '../../../../src/analyze/connections/offline-times.ts';
import { createAnalysis } from '../../../../src/analyze/session-analysis.ts';
import { createSessionLog } from '../../../../src/session/log.ts';
import type { SessionWriter } from '../../../../src/session/session.ts';
import type { Fact } from '../../../../src/wire/fact.ts';
import { readFrameScript } from '../../../support/frame-script.ts';

function sessionOf(script: string, ...more: readonly object[]): SessionWriter {
  const log = createSessionLog();
  const facts = readFrameScript(script);
  for (const fact of facts) log.append(fact);
  let order = facts.length;
  for (const fact of more) log.append({ order: order++, time: log.lastTime, connection: 1, ...fact } as Fact);
  return log;
}

const open = 'open 1 ws://a.example/\n';
const handshake = { kind: 'handshake', status: 0, requestHeaders: [], responseHeaders: [] };

describe('who ended a connection', () => {
  it.each([
    ['1 close 1000', 'server'],
    ['1 close 4001 going', 'server'],
    ['1 close 1006', 'network'],
    ['1 ask-close 1000\n1 close 1000', 'page'],
    ['1 ask-close 4000\n1 close 1006', 'page'],
    // The server's Close frame was under way when the page called close with another code.
    ['1 ask-close 4000\n1 close 1001', 'server'],
    ['page-left', 'unload'],
    ['wait', null],
  ])('%j: %s', (script, initiator) => {
    expect(closeInitiator(sessionOf(open + script).connection(1)!)).toBe(initiator);
  });

  it('a handshake, where it never opened; nobody, where only the network record knows', () => {
    const refused = sessionOf('construct 1 ws://a.example/\n1 close 1006');
    expect(closeInitiator(refused.connection(1)!)).toBe('handshake');
    expect(closeInitiator(sessionOf(open, { kind: 'ended' }).connection(1)!)).toBeNull();
    expect(closeInitiator(sessionOf(open, { kind: 'collected' }).connection(1)!)).toBe('collection');
  });
});

describe('why a handshake failed', () => {
  const causes = (...more: readonly object[]): string => {
    const log = sessionOf('construct 1 ws://a.example/\n+20ms 1 close 1006', ...more);
    return handshakeCauses(log.connection(1)!, log, createOfflineTimes());
  };

  it('by status, by the words of the browser, or by what fits', () => {
    expect(causes({ ...handshake, status: 403 })).toMatch(/answered 403 instead of 101.*Origin/);
    expect(causes({ ...handshake, status: 502 })).toMatch(/proxy/);
    expect(causes({ ...handshake, error: 'net::ERR_CONNECTION_REFUSED' })).toMatch(/Nothing listens/);
    expect(causes()).toMatch(/failed after 20 ms.*refused port/);
  });

  const offlineBefore = (...changes: readonly (readonly [time: number, online: boolean])[]): string => {
    const log = createSessionLog();
    const facts = readFrameScript('construct 1 ws://a.example/\n+60s 1 close 1006');
    const network = changes.map(([time, online]) => ({ kind: 'network', page: 1, online, time }));
    const all = [facts[0]!, ...network, ...facts.slice(1)].map((fact, order) => ({ ...fact, order }) as Fact);
    for (const fact of all) log.append(fact);
    const analysis = createAnalysis(log);
    analysis.pump(log.lastTime);
    return analysis.findings.find(({ code }) => code === 'never-opened')!.detail;
  };

  it('being offline, when it was, or shortly before', () => {
    expect(offlineBefore([0, false])).toMatch(/offline/);
    expect(offlineBefore([0, false], [40_000, true])).toMatch(/offline/);
    expect(offlineBefore([0, false], [20_000, true])).not.toMatch(/offline/);
    expect(offlineBefore([0, false], [20_000, true], [50_000, true])).not.toMatch(/offline/);
    expect(offlineBefore()).not.toMatch(/offline/);
  });

  it('is told anew when the network record comes after the close', () => {
    const log = sessionOf('construct 1 ws://a.example/\n1 close 1006');
    const analysis = createAnalysis(log);
    analysis.pump(1);
    expect(analysis.findings[0]?.detail).not.toMatch(/503/);
    log.append({ order: 99, time: 1, connection: 1, ...handshake, status: 503 } as Fact);
    analysis.pump(2);
    expect(analysis.findings).toHaveLength(1);
    expect(analysis.findings[0]?.detail).toMatch(/503/);
  });
});

describe("the browser's own count", () => {
  const compared = (counts: object): object => ({
    kind: 'compared',
    sent: 2,
    received: 1,
    recordedSent: 2,
    recordedReceived: 1,
    ...counts,
  });
  const found = (script: string, ...facts: readonly object[]) => {
    const analysis = createAnalysis(sessionOf(open + script, ...facts));
    analysis.pump(0);
    return analysis.findings.filter(({ code }) => code === 'capture-dropped');
  };

  it('is a finding where it differs, with the reason, until it agrees', () => {
    expect(found('wait', compared({}))).toEqual([]);
    expect(found('wait', compared({ received: 5 }))).toMatchObject([
      { connection: 1, detail: expect.stringMatching(/incomplete/) },
    ]);
    expect(found('1 ask-close 1000', compared({ received: 5 }))[0]?.detail).toMatch(
      /after the page called close/,
    );
    expect(found('wait', compared({ sent: 1 }))[0]?.detail).toMatch(/beginning of its own record/);
    expect(found('wait', compared({ received: 5 }), compared({}))).toEqual([]);
  });
});
