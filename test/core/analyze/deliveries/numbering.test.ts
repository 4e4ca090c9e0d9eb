import { describe, expect, it } from 'vitest';
import { guaranteeOf } from '../../../../src/analyze/deliveries/numbering-guarantee.ts';
import { analyse } from '../../../support/frame-script.ts';

const open = 'open 1 ws://app.example/rt\n';
const numbering = (script: string, direction: 'sent' | 'received' = 'sent') =>
  analyse(open + script).numberings.find((each) => each.direction === direction)!;

describe('what a numbering shows', () => {
  it('is at least once when something goes out again, effectively once when it is acknowledged again too', () => {
    const again = '> {"seq":1,"type":"x"}\n+5s > {"seq":1,"type":"x"}\n+1s < {"type":"ack","seq":1}';
    expect(guaranteeOf(numbering(again)).guarantee).toBe('at-least-once');
    const twice = guaranteeOf(numbering(`${again}\n< {"type":"ack","seq":1}`));
    expect(twice.guarantee).toBe('effectively-once');
    expect(twice.because).toContain('1 packet went out again');
  });

  it('is at most once when nothing unacknowledged is sent again', () => {
    expect(guaranteeOf(numbering('> {"seq":1,"type":"x"}\n> {"seq":2,"type":"x"}')).guarantee).toBe(
      'at-most-once',
    );
    const half = '> {"seq":1,"type":"x"}\n> {"seq":2,"type":"x"}\n< {"type":"ack","seq":1}';
    expect(guaranteeOf(numbering(half))).toMatchObject({ guarantee: 'at-most-once' });
  });

  it('is unknown while every packet is acknowledged at once', () => {
    const all = '> {"seq":1,"type":"x"}\n< {"type":"ack","seq":1}';
    expect(guaranteeOf(numbering(all)).guarantee).toBe('unknown');
  });

  it('follows the window, the style of acks, gaps that heal and restarts', () => {
    const sent = numbering(
      '> {"seq":1,"type":"x"}\n> {"seq":2,"type":"x"}\n> {"seq":3,"type":"x"}\n< {"type":"ack","upTo":2}',
    );
    expect(sent).toMatchObject({ window: 1, windowPeak: 3, ackStyle: 'cumulative', acked: 2, packets: 3 });
    const received = numbering(
      '< {"seq":1,"type":"x"}\n< {"seq":4,"type":"x"}\n< {"seq":2,"type":"x"}\n< {"seq":2,"type":"x"}',
      'received',
    );
    expect(received).toMatchObject({ gaps: 2, healed: 1, duplicates: 1, highest: 4 });
    const anew = numbering(
      '> {"seq":1,"type":"a"}\n< {"type":"ack","seq":1}\n> {"seq":1,"type":"b"}\n< {"type":"ack","seq":1}',
    );
    expect(anew).toMatchObject({ restarts: 1, packets: 2, acked: 2, retransmissions: 0 });
  });

  it('takes a stamped attempt for the same packet and another type for another', () => {
    const attempts = analyse(`${open}
      > {"seq":1,"type":"pay","attempt":1}
      +5s > {"seq":1,"type":"pay","attempt":2}`);
    expect(attempts.deliveries.map((each) => each.transmissions.length)).toEqual([2]);
    const others = analyse(`${open}
      > {"seq":1,"type":"pay"}
      +5s > {"seq":1,"type":"chat","text":"hello"}`);
    expect(others.deliveries.map((each) => each.transmissions.length)).toEqual([1, 1]);
  });

  it('keeps refusals with the packet that was refused', () => {
    const [delivery] = analyse(`${open}> {"seq":1,"type":"x"}\n< {"type":"nack","seq":1}`).deliveries;
    expect(delivery).toMatchObject({ state: 'pending', nackFrames: [2] });
  });
});
