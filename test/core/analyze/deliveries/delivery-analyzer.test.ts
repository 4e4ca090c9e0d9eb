import { describe, expect, it } from 'vitest';
import { analyse, finished } from '../../../support/frame-script.ts';

const seen = (script: string, now?: number) =>
  analyse(script, now).deliveries.map((each) => [
    each.seq,
    each.state,
    each.transmissions.map((one) => one.frame),
  ]);
const codes = (script: string, now?: number) => analyse(script, now).findings.map((each) => each.code);

const withheld = `
  open 1 ws://app.example/rt
  > {"seq":17,"type":"payment.confirm"}
  +5s > {"seq":17,"type":"payment.confirm"}
  +5s > {"seq":17,"type":"payment.confirm"}`;

describe('deliveries by sequence number (domain.md §2)', () => {
  it('joins a packet with its ack', () => {
    const analysis = analyse(`
      open 1 ws://app.example/rt
      > {"seq":1,"type":"chat"}
      +20ms < {"type":"ack","seq":1}`);
    expect(analysis.deliveries[0]).toMatchObject({ seq: 1, state: 'acked', ackFrame: 2, latencyMs: 20 });
    expect(analysis.exchanges).toEqual([]);
    expect(analysis.findings).toEqual([]);
  });

  it('shows three transmissions and then given up', () => {
    expect(seen(withheld, 15_000)).toEqual([[17, 'pending', [1, 2, 3]]]);
    expect(seen(withheld, 16_100)).toEqual([[17, 'given-up', [1, 2, 3]]]);
    expect(codes(withheld, 16_100)).toEqual(['delivery-retransmitted', 'delivery-given-up']);
  });

  it('takes given up back when an ack does come', () => {
    expect(seen(`${withheld}\n +9s < {"type":"ack","seq":17}`)).toEqual([[17, 'acked', [1, 2, 3]]]);
  });

  it('survives a reconnect: unacked at the drop, acked on the next connection', () => {
    const drop = `
      open 1 ws://app.example/rt
      > {"seq":1,"type":"chat"}
      +1s 1 close 1006`;
    expect(seen(drop)).toEqual([[1, 'unacked', [1]]]);
    const back = `${drop}
      +1s open 2 ws://app.example/rt
      2> {"seq":1,"type":"chat"}
      +5ms 2< {"type":"ack","seq":1}`;
    const analysis = analyse(back);
    expect(analysis.chains.map((chain) => chain.connections)).toEqual([[1, 2]]);
    expect(analysis.deliveries).toMatchObject([{ seq: 1, state: 'acked', latencyMs: 2005 }]);
    expect(analysis.findings.map((each) => each.code)).toEqual(['close-abnormal', 'delivery-retransmitted']);
  });

  it('does not chain to a connection that the page closed normally', () => {
    const analysis = analyse(`
      open 1 ws://app.example/rt
      1 ask-close 1000
      1 close 1000
      +1s open 2 ws://app.example/rt`);
    expect(analysis.chains.map((chain) => chain.connections)).toEqual([[1], [2]]);
  });

  it('takes cumulative, listed and ranged acks', () => {
    const sent = [1, 2, 3, 4].map((seq) => `> {"seq":${seq},"type":"x"}`).join('\n');
    const open = 'open 1 ws://app.example/rt\n';
    const acked = (ack: string) =>
      seen(`${open}${sent}\n< ${ack}`)
        .filter(([, state]) => state === 'acked')
        .map(([seq]) => seq);
    expect(acked('{"type":"ack","upTo":3}')).toEqual([1, 2, 3]);
    expect(acked('{"type":"ack","seqs":[2,4]}')).toEqual([2, 4]);
    expect(acked('{"type":"ack","ranges":[[1,2],[4,4]]}')).toEqual([1, 2, 4]);
  });

  it('tells unknown and repeated acks', () => {
    const open = 'open 1 ws://app.example/rt\n> {"seq":1,"type":"x"}\n';
    expect(codes(`${open}< {"type":"ack","seq":9}`)).toEqual(['ack-unknown']);
    expect(codes(`${open}< {"type":"ack","seq":1}\n< {"type":"ack","seq":1}`)).toEqual(['ack-duplicate']);
  });

  it('tells gaps, duplicates and disorder of what the page receives', () => {
    const open = 'open 1 ws://app.example/rt\n';
    expect(codes(`${open}< {"seq":1,"type":"x"}\n< {"seq":4,"type":"x"}`)).toEqual(['delivery-gap']);
    expect(codes(`${open}< {"seq":1,"type":"x"}\n< {"seq":1,"type":"x"}`)).toEqual(['delivery-duplicate']);
    expect(codes(`${open}< {"seq":2,"type":"x"}\n< {"seq":3,"type":"x"}\n< {"seq":1,"type":"x"}`)).toEqual([
      'delivery-out-of-order',
    ]);
  });

  it('does not expect acks for a feed that is only numbered', () => {
    const analysis = finished(
      'open 1 ws://app.example/rt\n< {"seq":1,"type":"tick"}\n< {"seq":2,"type":"tick"}',
    );
    expect(analysis.deliveries).toEqual([]);
    expect(analysis.findings).toEqual([]);
  });

  it('is unacked when the session ends', () => {
    expect(finished('open 1 ws://app.example/rt\n> {"seq":1,"type":"x"}').deliveries[0]?.state).toBe(
      'unacked',
    );
  });
});
