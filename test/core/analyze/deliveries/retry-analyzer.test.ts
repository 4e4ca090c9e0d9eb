import { describe, expect, it } from 'vitest';
import { analyse, finished } from '../../../support/frame-script.ts';

const open = (id: number): string => `open ${id} ws://a.example/socket.io/?EIO=4&transport=websocket`;
const deliveries = (script: string, now?: number) =>
  analyse(`${open(1)}\n${script}`, now).deliveries.map(
    ({ name, state, transmissions, ackFrame, direction, latencyMs }) => ({
      name,
      state,
      direction,
      frames: transmissions.map((each) => each.frame),
      ackFrame,
      latencyMs,
    }),
  );

describe('attempts of one event', () => {
  it('are one delivery, acked by the answer to the last', () => {
    expect(
      deliveries(
        '0ms > 420["pay",{"n":1}]\n1s > 421["pay",{"n":1}]\n2s > 422["pay",{"n":1}]\n2100ms < 432["ok"]',
      ),
    ).toEqual([
      { name: 'pay', state: 'acked', direction: 'sent', frames: [1, 2, 3], ackFrame: 4, latencyMs: 2100 },
    ]);
  });

  it('are acked by a late answer to the first, and the second ack is told', () => {
    const script = `${open(1)}\n0ms > 420["pay"]\n1s > 421["pay"]\n1500ms < 430["ok"]\n2500ms < 431["ok"]`;
    const analysis = analyse(script);
    expect(analysis.deliveries).toMatchObject([{ state: 'acked', ackFrame: 3, latencyMs: 1500 }]);
    expect(analysis.findings.find((each) => each.code === 'ack-duplicate')?.frames).toEqual([1, 2, 3, 4]);
  });

  it('go on over a reconnect', () => {
    expect(
      deliveries(`0ms > 420["pay"]\n50ms 1 close 1006\n1s ${open(2)}\n> 421["pay"]\n+9ms < 431[]`),
    ).toMatchObject([{ state: 'acked', frames: [1, 2], ackFrame: 3 }]);
  });

  it('are given up when no further one comes', () => {
    const script = '0ms > 420["pay"]\n1s > 421["pay"]';
    expect(deliveries(script, 2499)).toMatchObject([{ state: 'pending' }]);
    expect(deliveries(script, 2500)).toMatchObject([{ state: 'given-up' }]);
  });

  it('are unacked when the chain ends', () => {
    const end = finished(`${open(1)}\n0ms > 420["pay"]\n1s > 421["pay"]\n1200ms 1 close 1006`);
    expect(end.deliveries).toMatchObject([{ state: 'unacked' }]);
    expect(end.findings.map((each) => each.code)).toContain('delivery-unacked');
  });

  it('are each an exchange; one without answer is no error when another was acked', () => {
    const end = finished(
      `${open(1)}\n0ms > 420["pay"]\n1s > 421["pay"]\n1100ms < 431["ok"]\n20s < 2`,
      40_000,
    );
    expect(end.exchanges.map((each) => [each.key, each.state])).toEqual([
      ['0', 'unanswered'],
      ['1', 'answered'],
    ]);
    expect(end.findings.filter((each) => each.severity === 'error').map((each) => each.code)).toEqual([]);
  });

  it('of the server to the page too', () => {
    expect(deliveries('0ms < 420["ask"]\n1s < 421["ask"]\n1100ms > 431[1]')).toMatchObject([
      { direction: 'received', state: 'acked', frames: [1, 2] },
    ]);
  });

  it.each([
    ['other content', '0ms > 420["a",1]\n1s > 421["a",2]'],
    ['an answer between', '0ms > 420["a"]\n10ms < 430[]\n1s > 421["a"]'],
    ['at once', '0ms > 420["a"]\n20ms > 421["a"]'],
    [
      'sooner than answers take here',
      '0ms > 420["a",0]\n400ms < 430[]\n500ms > 421["a",1]\n700ms > 422["a",1]',
    ],
    ['other namespaces', '0ms > 42/x,0["a"]\n1s > 42/y,0["a"]'],
    ['no ack asked', '0ms > 42["a"]\n1s > 42["a"]'],
    ['another event', '0ms > 420["a"]\n1s > 421["b"]'],
  ])('are not joined: %s', (_name, script) => {
    expect(deliveries(script)).toEqual([]);
  });
});
