import { describe, expect, it } from 'vitest';
import { analyse, finished } from '../../../support/frame-script.ts';

const open = 'open 1 ws://app.example/rt\n';
const told = (script: string) => {
  const { exchanges, findings } = finished(open + script);
  return {
    exchanges: exchanges.map((each) => [each.key, each.state, each.responseFrames, each.latencyMs]),
    findings: findings.map((each) => [each.code, each.severity]),
  };
};

describe('what comes under an id after its answer', () => {
  it('is a second answer when it says the same', () => {
    const twice =
      '> {"id":1,"type":"get"}\n10ms < {"id":1,"type":"got","v":1}\n20ms < {"id":1,"type":"got","v":1}';
    expect(told(twice)).toEqual({
      exchanges: [['1', 'answered', [2], 10]],
      findings: [['exchange-duplicate-response', 'warning']],
    });
  });

  it('is one of many once three say something else each time', () => {
    const ticks = [1, 2, 3, 4].map((v) => `${v}0ms < {"id":1,"type":"tick","v":${v}}`);
    const script = (count: number) => `> {"id":1,"type":"prices"}\n${ticks.slice(0, count).join('\n')}`;
    expect(told(script(3)).findings).toHaveLength(2);
    expect(told(script(4))).toEqual({ exchanges: [['1', 'answered', [2, 3, 4, 5], 10]], findings: [] });
  });

  it.each(['subscribe', 'prices.watch', 'stream'])('is one of many from the first on for %s', (type) => {
    const script = `> {"id":1,"type":"${type}"}\n10ms < {"id":1,"type":"tick","v":1}\n20ms < {"id":1,"type":"tick","v":1}`;
    expect(told(script)).toEqual({ exchanges: [['1', 'answered', [2, 3], 10]], findings: [] });
  });

  it.each([
    ['another state', 'FILLED', []],
    ['the same state', 'NEW', [['exchange-duplicate-response', 'warning']]],
  ])('that tells %s', (_what, status, findings) => {
    const script = `> {"id":1,"type":"order"}\n10ms < {"id":1,"data":{"status":"NEW"}}\n20ms < {"id":1,"data":{"status":"${status}","at":2}}`;
    expect(told(script).findings).toEqual(findings);
  });

  it('takes the place of a receipt, also in the statistics', () => {
    const { exchanges, findings, latencies } = analyse(`${open}
      > {"id":1,"type":"build"}
      5ms < {"id":1,"type":"ack"}
      300ms < {"id":1,"type":"built"}
      400ms > {"id":2,"type":"touch"}
      405ms < {"id":2,"type":"ack"}`);
    expect(
      exchanges.map((each) => [each.state, each.responseFrames, each.answerFrame, each.latencyMs]),
    ).toEqual([
      ['answered', [2, 3], 3, 300],
      ['answered', [5], 5, 5],
    ]);
    expect(findings).toEqual([]);
    expect(latencies.find(({ name }) => name === 'build')).toMatchObject({
      count: 1,
      answered: 1,
      max: 300,
      p50: 300,
    });
  });

  it('is a word on how it goes, where the real answer has the word for one', () => {
    const script = `> {"id":1,"type":"run_request"}
      5ms < {"replyTo":1,"type":"status"}
      20ms < {"replyTo":1,"type":"run_reply"}
      25ms < {"replyTo":1,"type":"status"}`;
    expect(told(script)).toEqual({ exchanges: [['1', 'answered', [2, 3, 4], 20]], findings: [] });
  });

  it('ends, where the asker says so', () => {
    const script = `> {"id":1,"type":"subscribe"}
      5ms < {"id":1,"type":"next","v":1}
      9ms > {"id":1,"type":"complete"}
      12ms < {"id":1,"type":"next","v":2}
      15ms > {"id":1,"type":"complete"}`;
    expect(told(script).exchanges).toEqual([['1', 'cancelled', [2], null]]);
    expect(told(script).findings).toEqual([]);
  });
});

describe('ids that may ask nothing', () => {
  const messages = (count: number): string =>
    Array.from(
      { length: count },
      (_, n) =>
        `+50ms > {"id":"m${n}","type":"message","text":"ok"}\n+10ms < {"id":"o${n}","type":"message","text":"fine"}`,
    ).join('\n');

  it('are told as a hint where the other side goes on talking', () => {
    expect(told(`${messages(3)}\n60s 1 close 1000`).findings).toEqual(
      Array.from({ length: 3 }, () => ['exchange-unanswered', 'error']),
    );
    expect(told(`${messages(5)}\n60s 1 close 1000`).findings).toEqual(
      Array.from({ length: 5 }, () => ['exchange-unanswered', 'info']),
    );
  });

  it('are missed answers where the other side is silent', () => {
    const alone = messages(6).replaceAll(/^.*< .*$/gm, '');
    expect(told(`${alone}\n60s 1 close 1000`).findings).toEqual(
      Array.from({ length: 6 }, () => ['exchange-unanswered', 'error']),
    );
  });

  it('are missed answers again once one came', () => {
    const script = `${messages(5)}\n30s > {"id":"q","type":"get"}\n30.1s < {"id":"q","type":"get.response"}`;
    expect(analyse(open + script, 29_000).findings.map(({ severity }) => severity)).toEqual(
      Array(5).fill('warning'),
    );
    expect(analyse(`${open}${messages(5)}`, 29_000).findings.map(({ severity }) => severity)).toEqual(
      Array(5).fill('info'),
    );
  });
});

describe('questions without ids', () => {
  it('are answered by name, in order', () => {
    const script = `> {"type":"get.request","what":"a"}
      > {"type":"get.request","what":"b"}
      10ms < {"type":"get.response","of":"a"}
      30ms < {"type":"get.response","of":"b"}`;
    expect(told(script).exchanges).toEqual([
      ['get.request #1', 'answered', [3], 10],
      ['get.request #2', 'answered', [4], 30],
    ]);
  });

  it('are those that were answered before; of others nothing is expected', () => {
    const script = `> {"type":"load"}
      10ms < {"type":"load_ok"}
      20ms > {"type":"typing"}
      30ms > {"type":"load"}
      60s 1 close 1000`;
    expect(told(script).exchanges).toEqual([
      ['load #1', 'answered', [2], 10],
      ['load #2', 'unanswered', [], null],
    ]);
  });

  it('fail by the newest, where only failures are told', () => {
    const script = `${'> {"type":"say","text":"x"}\n'.repeat(20)}10ms < {"type":"say.error","message":"too fast"}
      20ms > {"type":"say","text":"y"}
      30ms < {"type":"say.error","message":"too long"}
      60s 1 close 1000`;
    const { exchanges } = finished(open + script);
    expect(exchanges.map((each) => [each.state, each.requestFrame, each.error?.message])).toEqual([
      ['failed', 8, 'too fast'],
      ['failed', 22, 'too long'],
    ]);
  });
});
