import { describe, expect, it } from 'vitest';
import { backOffOf } from '../../../../src/analyze/connections/back-off.ts';
import { whatBecame } from '../../../../src/analyze/connections/chain-breaks.ts';
import { analyse } from '../../../support/frame-script.ts';

describe('what was in flight when a connection broke', () => {
  it('is named, and followed to what became of it', () => {
    const drop = `
      open 1 ws://app.example/rt
      > {"id":"a","type":"get"}
      > {"seq":1,"type":"chat"}
      > {"seq":2,"type":"chat"}
      > {"type":"file.start","data":{"name":"f","chunks":2,"size":20}}
      > bytes(10)
      < {"type":"ack","seq":1}
      +1s 1 close 1006`;
    const broken = analyse(drop);
    expect(broken.breaks).toMatchObject([
      { connection: 1, time: 1000, next: null, waitMs: null, inFlight: 3 },
    ]);
    expect(whatBecame(broken, broken.breaks[0]!)).toEqual([
      '1 request unanswered',
      '1 packet unacked',
      '1 transfer partial',
    ]);
    const back = analyse(`${drop}
      +2s open 2 ws://app.example/rt
      2> {"seq":2,"type":"chat"}
      2< {"type":"ack","seq":2}
      2> {"type":"file.resume","data":{"name":"f","chunk":1}}
      2> bytes(10)
      2> {"type":"file.end"}`);
    expect(back.breaks).toMatchObject([{ connection: 1, next: 2, waitMs: 2000 }]);
    expect(whatBecame(back, back.breaks[0]!)).toEqual([
      '1 request unanswered',
      '1 packet acked',
      '1 transfer complete',
    ]);
  });
});

describe('the pattern of waits before reconnecting', () => {
  it.each([
    [[], 'unknown'],
    [[800], 'unknown'],
    [[3, 1, 8], 'none'],
    [[1000, 1040, 990], 'constant'],
    [[500, 1000, 2000, 4000], 'growing'],
    [[480, 1100, 1950, 4200, 5000, 5000], 'growing'],
    [[4000, 300, 2500, 100], 'irregular'],
  ] as const)('%j is %s', (waits, pattern) => {
    expect(backOffOf(waits).pattern).toBe(pattern);
  });

  it('says by how much they grow', () => {
    expect(backOffOf([500, 1000, 2000]).factor).toBeCloseTo(2);
    expect(backOffOf([500, 1000, 2000]).because).toContain('2.0-fold');
  });
});
