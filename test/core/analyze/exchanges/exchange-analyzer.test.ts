import { describe, expect, it } from 'vitest';
import { analyse, finished } from '../../../support/frame-script.ts';

const states = (script: string, now?: number) =>
  analyse(script, now).exchanges.map((each) => [each.key, each.state, each.responseFrames]);
const codes = (script: string, now?: number) => analyse(script, now).findings.map((each) => each.code);

describe('exchanges by correlation id (domain.md §1)', () => {
  it('pairs answers that come out of order', () => {
    expect(
      states(`
        open 1 ws://app.example/rt
        > {"id":"a","type":"user.get"}
        > {"id":"b","type":"user.get"}
        > {"id":"c","type":"user.get"}
        +10ms < {"id":"c","type":"user.get.response"}
        +10ms < {"id":"a","type":"user.get.response"}
        +10ms < {"id":"b","type":"user.get.response"}`),
    ).toEqual([
      ['a', 'answered', [5]],
      ['b', 'answered', [6]],
      ['c', 'answered', [4]],
    ]);
  });

  it('calls an exchange overdue at the timeout and its answer late', () => {
    const script = `
      open 1 ws://app.example/rt
      > {"id":"slow","type":"report.build"}`;
    expect(states(script, 10_000)).toEqual([['slow', 'pending', []]]);
    expect(states(script, 10_001)).toEqual([['slow', 'overdue', []]]);
    expect(codes(script, 10_001)).toEqual(['exchange-overdue']);
    const answered = `${script}\n 15s < {"id":"slow","type":"report.build.response"}`;
    expect(states(answered)).toEqual([['slow', 'late', [2]]]);
    expect(codes(answered)).toEqual(['exchange-late']);
  });

  it('leaves what is pending at close unanswered, and what is overdue at the end of the session', () => {
    expect(
      states(`
        open 1 ws://app.example/rt
        > {"id":"a","type":"user.get"}
        +38s 1 close 1006`),
    ).toEqual([['a', 'unanswered', []]]);
    const script = `
      open 1 ws://app.example/rt
      > {"id":"a","type":"user.get"}
      9s > {"id":"b","type":"user.get"}`;
    expect(finished(script, 12_000).exchanges.map((each) => each.state)).toEqual(['unanswered', 'pending']);
  });

  it('reads an error answer with its code and message', () => {
    const analysis = analyse(`
      open 1 ws://app.example/rt
      > {"id":"a","type":"room.join"}
      +4ms < {"id":"a","type":"error","code":"NotFound","message":"no such room"}`);
    expect(analysis.exchanges[0]).toMatchObject({
      state: 'failed',
      latencyMs: 4,
      error: { code: 'NotFound', message: 'no such room' },
    });
    expect(analysis.findings.map((each) => each.code)).toEqual(['exchange-failed']);
  });

  it('tells duplicate answers, reused ids and orphans', () => {
    expect(
      codes(`
        open 1 ws://app.example/rt
        > {"id":1,"type":"get"}
        < {"id":1,"type":"get.response"}
        < {"id":1,"type":"get.response"}`),
    ).toEqual(['exchange-duplicate-response']);
    expect(
      codes(`
        open 1 ws://app.example/rt
        > {"id":1,"type":"get"}
        > {"id":1,"type":"get"}`),
    ).toEqual(['exchange-id-reused']);
    expect(
      codes(`
        open 1 ws://app.example/rt
        < {"id":9,"type":"get.response"}`),
    ).toEqual(['response-orphan']);
  });

  it('keeps 1 and "1" apart', () => {
    expect(
      states(`
        open 1 ws://app.example/rt
        > {"id":1,"type":"get"}
        < {"id":"1","type":"get.response"}`),
    ).toEqual([['1', 'pending', []]]);
  });

  it('keeps every digit of ids above 2^53', () => {
    expect(
      states(`
        open 1 ws://app.example/rt
        > {"id":9007199254740993,"type":"get"}
        > {"id":9007199254740992,"type":"get"}
        < {"id":9007199254740993,"type":"get.response"}`),
    ).toEqual([
      ['9007199254740993', 'answered', [3]],
      ['9007199254740992', 'pending', []],
    ]);
  });

  it('keeps the same id apart by connection and by asker', () => {
    const analysis = analyse(`
      open 1 ws://app.example/rt
      open 2 ws://app.example/other
      1> {"id":7,"type":"get"}
      2> {"id":7,"type":"get"}
      1< {"id":7,"type":"get.response"}
      1< {"id":8,"type":"whoareyou"}
      1> {"id":8,"type":"whoareyou.response"}`);
    expect(analysis.exchanges.map((each) => [each.connection, each.asker, each.key, each.state])).toEqual([
      [1, 'sent', '7', 'answered'],
      [2, 'sent', '7', 'pending'],
      [1, 'received', '8', 'answered'],
    ]);
  });

  it('does not take a push for a request', () => {
    const analysis = analyse(`
      open 1 ws://app.example/rt
      > {"id":"a","type":"sub"}
      < {"id":"a","type":"sub.response"}
      < {"type":"presence","data":{"online":412}}
      < {"id":"evt-1","type":"presence"}`);
    expect(analysis.exchanges).toHaveLength(1);
    expect(analysis.findings).toEqual([]);
  });

  it('streams answers until the final one', () => {
    expect(
      states(`
        open 1 ws://app.example/rt
        > {"id":"a","type":"list"}
        < {"id":"a","type":"list.item","done":false}
        < {"id":"a","type":"list.item","done":true}`),
    ).toEqual([['a', 'answered', [2, 3]]]);
  });
});
