import { describe, expect, it } from 'vitest';
import { finished } from '../../../support/frame-script.ts';

const open = 'open 1 ws://app.example/rt\n';
const told = (script: string) =>
  finished(open + script)
    .findings.map((each) => `${each.severity} ${each.code} ${each.frames.join()}`)
    .sort();
const numbers = (all: readonly number[], direction = '<') =>
  all.map((n) => `+10ms ${direction} {"seq":${n},"type":"x"}`).join('\n');

describe('packets without an ack', () => {
  it('are missed where others were acknowledged', () => {
    expect(told(`${numbers([1, 2], '>')}\n< {"type":"ack","seq":1}\n1 close 1000`)).toEqual([
      'error delivery-unacked 2',
    ]);
  });

  it('are doubtful where nothing ever was, the more so the more there are', () => {
    expect(told(`${numbers([1, 2], '>')}\n1 close 1000`)).toEqual([
      'warning delivery-unacked 1',
      'warning delivery-unacked 2',
    ]);
    expect(
      new Set(told(`${numbers([1, 2, 3, 4], '>')}\n1 close 1000`).map((each) => each.split(' ')[0])),
    ).toEqual(new Set(['info']));
  });

  it('are missed on a new connection, where an earlier one shows that they are acknowledged', () => {
    const script = `> {"seq":1,"type":"x"}\n< {"type":"ack","seq":1}\n1 close 1000\npage\nopen 2 ws://app.example/rt\n> {"seq":1,"type":"x"}\n2 close 1000`;
    expect(told(script)).toEqual(['error delivery-unacked 3']);
  });

  it('may just not have come yet, where the session ends sooner than acks take', () => {
    const script = `> {"seq":1,"type":"x"}\n100ms < {"type":"ack","seq":1}\n200ms > {"seq":2,"type":"x"}\n240ms < hello`;
    expect(told(script)).toEqual(['info delivery-unacked 3']);
    expect(told(`${script}\n900ms < hello`)).toEqual(['error delivery-unacked 3']);
  });
});

describe('numbers that are no sequence', () => {
  it('are told of while they may be one', () => {
    expect(told(numbers([1, 2, 3, 5, 6, 7, 9, 10, 11]))).toEqual([
      'warning delivery-gap 4',
      'warning delivery-gap 7',
    ]);
  });

  it('are not when a third of them jumps or falls back', () => {
    expect(told(numbers([1, 3, 5, 7, 9, 11, 13, 15]))).toEqual([]);
    expect(told(numbers([10, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16, 7]))).toEqual([]);
  });
});
