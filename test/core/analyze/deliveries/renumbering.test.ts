import { describe, expect, it } from 'vitest';
import { differsInNumberOnly } from '../../../../src/analyze/content/same-content.ts';
import { finished } from '../../../support/frame-script.ts';

const url = 'wss://a.example/rt';
const deliveries = (script: string) =>
  finished(`open 1 ${url}\n${script}`).deliveries.map((each) => [
    each.seq,
    each.state,
    each.transmissions.map((one) => one.seq ?? each.seq).join(),
  ]);
const acked = (from: number, to: number, text: (n: number) => string): string =>
  Array.from({ length: to - from + 1 }, (_, at) => {
    const n = from + at;
    return `+1s > {"seq":${n},"type":"chat","text":"${text(n)}"}\n+20ms < {"type":"ack","seq":${n}}`;
  }).join('\n');

describe('the same content under another number', () => {
  it.each([
    ['{"seq":9,"t":"hi"}', '{"seq":10,"t":"hi"}', '9', '10', true],
    ['{"t":"hi","seq":119}', '{"t":"hi","seq":120}', '119', '120', true],
    ['{"id":"aaaa-0001","t":1}', '{"id":"aaaa-0002","t":1}', 'aaaa-0001', 'aaaa-0002', true],
    [
      '{"id":"aaaa-0001","m":{"id":"aaaa-0001"}}',
      '{"id":"aaaa-0002","m":{"id":"aaaa-0002"}}',
      'aaaa-0001',
      'aaaa-0002',
      true,
    ],
    ['{"seq":9,"online":9}', '{"seq":10,"online":10}', '9', '10', false],
    ['{"seq":5,"x":15}', '{"seq":6,"x":16}', '5', '6', false],
    ['{"x":15,"seq":5}', '{"x":16,"seq":5}', '5', '6', false],
    ['{"seq":9,"t":"hi"}', '{"seq":10,"t":"ho"}', '9', '10', false],
    ['{"seq":9,"t":"hi"}', '{"seq":10,"t":"hi!"}', '9', '10', false],
    ['{"seq":9,"x":1.5}', '{"seq":9,"x":1.6}', '5', '6', false],
    ['{"seq":9}', '{"seq":9}', '9', '9', false],
    ['', '', '1', '2', false],
  ])('%s and %s', (one, other, ownOfOne, ownOfOther, same) => {
    expect(differsInNumberOnly(one, other, ownOfOne, ownOfOther)).toBe(same);
    expect(differsInNumberOnly(other, one, ownOfOther, ownOfOne)).toBe(same);
  });
});

describe('the same content under another number, with what is written anew for each attempt', () => {
  // 22:13:20Z
  const started = 1_700_000_000_000;
  const times = { before: started + 1000, after: started + 6000 };
  it.each([
    ['ms', '1700000001000', '1700000006000', true],
    ['ms with a fraction', '1700000001000.5', '1700000006000.1', true],
    ['s', '1700000001', '1700000006', true],
    ['µs', '1700000001000123', '1700000006000456', true],
    ['text', '"1700000001000"', '"1700000006000"', true],
    ['ISO 8601', '"2023-11-14T22:13:21Z"', '"2023-11-14T22:13:26Z"', true],
    ['ISO 8601 of another zone', '"2023-11-14T23:13:21.000+01:00"', '"2023-11-14T23:13:26.010+01:00"', true],
    ['a clock that is half a minute late', '1699999971000', '1699999976000', true],
    ['a clock of another day', '1699900001000', '1699900006000', false],
    ['a time that did not move as the frames did', '1700000001000', '1700000009000', false],
    ['a deadline that went back', '1700000006000', '1700000001000', false],
    ['a number', '1000', '6000', false],
    ['a date without a zone', '"2023-11-14T22:13:21"', '"2023-11-14T22:13:26"', false],
    ['a time within a text', '"at 1700000001000"', '"at 1700000006000"', false],
  ])('%s: %s and %s', (_what, one, other, same) => {
    for (const text of [
      (n: number, at: string) => `{"seq":${n},"at":${at},"x":1}`,
      (n: number, at: string) => `[${at}, "set", {"seq":${n}}]`,
    ])
      expect(differsInNumberOnly(text(7, one), text(8, other), '7', '8', times)).toBe(same);
  });

  it.each([
    ['{"seq":7,"attempt":1}', '{"seq":8,"attempt":2}', true],
    ['{"seq":7,"retryCount": 0,"x":1}', '{"seq":8,"retryCount": 1,"x":1}', true],
    ['{"seq":7,"attempt":1,"at":1700000001000}', '{"seq":8,"attempt":2,"at":1700000006000}', true],
    ['{"seq":7,"attempt":1}', '{"seq":8,"attempt":3}', false],
    ['{"seq":7,"attempt":2}', '{"seq":8,"attempt":1}', false],
    ['{"seq":7,"count":1}', '{"seq":8,"count":2}', false],
    ['{"seq":7,"at":1700000001000}', '{"seq":7,"at":1700000006000}', false],
  ])('%s and %s', (one, other, same) => {
    const own = (text: string): string => /"seq":(\d+)/.exec(text)![1]!;
    expect(differsInNumberOnly(one, other, own(one), own(other), times)).toBe(same);
  });

  it('takes a number that is a time for the number', () => {
    expect(
      differsInNumberOnly(
        '{"seq":1700000001000,"x":1}',
        '{"seq":1700000006000,"x":1}',
        '1700000001000',
        '1700000006000',
        times,
      ),
    ).toBe(true);
  });
});

describe('a numbered packet sent again under a new number', () => {
  const lost = `${acked(1, 2, (n) => `line ${n}`)}\n+1s > {"seq":3,"type":"chat","text":"lost"}`;

  it('is one delivery with its attempts, acknowledged by any of their numbers', () => {
    const again = '+5s > {"seq":4,"type":"chat","text":"lost"}\n+5s > {"seq":5,"type":"chat","text":"lost"}';
    for (const n of [3, 4, 5])
      expect(deliveries(`${lost}\n${again}\n+20ms < {"type":"ack","seq":${n}}`)).toEqual([
        [1, 'acked', '1'],
        [2, 'acked', '2'],
        [3, 'acked', '3,4,5'],
      ]);
    const [finding] = finished(
      `open 1 ${url}\n${lost}\n${again}\n+20ms < {"type":"ack","seq":5}`,
    ).findings.filter((each) => each.code === 'delivery-retransmitted');
    expect(finding?.frames).toEqual([5, 6, 7, 8]);
    expect(finding?.detail).toMatch(
      /3 times \(5\.0+ s apart\), under the numbers 3, 4, 5 \(told by the content/,
    );
  });

  it('is given up when its rhythm stops, and goes on over a reconnect', () => {
    const again = '+5s > {"seq":4,"type":"chat","text":"lost"}\n+5s > {"seq":5,"type":"chat","text":"lost"}';
    expect(deliveries(`${lost}\n${again}\n+60s < {"type":"tick"}`).at(-1)).toEqual([3, 'given-up', '3,4,5']);
    const over = `+10ms 1 close 1006\n+50ms open 2 ${url}\n+10ms > {"seq":4,"type":"chat","text":"lost"}\n+20ms < {"type":"ack","seq":4}`;
    expect(deliveries(`${lost}\n${over}`).at(-1)).toEqual([3, 'acked', '3,4']);
  });

  describe('and with its own time', () => {
    const at = (s: number) => 1_700_000_000_000 + s * 1000;
    const stamped = (n: number, s: number, text: string, attempt = '') =>
      `${s}s > {"seq":${n},"type":"chat","text":"${text}","sentAt":${at(s)}${attempt}}`;
    const ackedAt = (n: number, s: number, text: string) =>
      `${stamped(n, s, text)}\n+20ms < {"type":"ack","seq":${n}}`;

    it('is one delivery, also with a count of attempts', () => {
      for (const attempt of [(_n: number) => '', (n: number) => `,"attempt":${n}`]) {
        const script = [
          ackedAt(1, 1, 'one'),
          ackedAt(2, 2, 'two'),
          stamped(3, 3, 'lost', attempt(1)),
          stamped(4, 8, 'lost', attempt(2)),
          stamped(5, 13, 'lost', attempt(3)),
          '+20ms < {"type":"ack","seq":5}',
        ];
        expect(deliveries(script.join('\n')).at(-1)).toEqual([3, 'acked', '3,4,5']);
      }
    });

    it.each([
      ['what recurs with its time and was acknowledged before', [1, 2].map((n) => ackedAt(n, n, 'up')), 'up'],
      ['another text', [ackedAt(1, 1, 'one'), ackedAt(2, 2, 'two')], 'other'],
    ])('is no retransmission: %s', (_name, before, text) => {
      const script = [...before, stamped(3, 3, text === 'up' ? 'up' : 'lost'), stamped(4, 8, text)];
      expect(deliveries(script.join('\n')).map(([, , sent]) => sent)).toEqual(['1', '2', '3', '4']);
    });
  });

  it.each([
    ['equal lines that were acknowledged', acked(1, 4, () => 'ok')],
    [
      'an equal line while acks take as long',
      `${acked(1, 2, (n) => `line ${n}`)}\n+1s > {"seq":3,"type":"chat","text":"ok"}\n+15ms > {"seq":4,"type":"chat","text":"ok"}`,
    ],
    [
      'what recurs and was acknowledged before, while acks fail to come',
      `${acked(1, 2, () => 'still here')}\n+1s > {"seq":3,"type":"chat","text":"still here"}\n+1s > {"seq":4,"type":"chat","text":"still here"}`,
    ],
    [
      'cursors of a feed that nobody acknowledges',
      '> {"seq":1,"type":"at","x":4}\n+1s > {"seq":2,"type":"at","x":4}\n+1s > {"seq":3,"type":"at","x":4}\n+1s > {"seq":4,"type":"at","x":4}',
    ],
    [
      'what counts along',
      `${acked(1, 2, (n) => `line ${n}`)}\n+1s > {"seq":3,"type":"n","is":3}\n+9s > {"seq":4,"type":"n","is":4}`,
    ],
  ])('is no retransmission: %s', (_name, script) => {
    const analysis = finished(`open 1 ${url}\n${script}`);
    expect(analysis.deliveries.map((each) => each.transmissions.length)).toEqual([1, 1, 1, 1]);
    expect(analysis.findings.map((each) => each.code)).not.toContain('delivery-retransmitted');
  });
});

describe('a request sent again under a new id', () => {
  const answered = (n: number) =>
    `+1s > {"id":"q-${n}","type":"save","text":"line ${n}"}\n+20ms < {"id":"q-${n}","ok":true}`;
  const save = (id: string) => `> {"id":"${id}","type":"save","text":"all"}`;
  const lost = `open 1 ${url}\n${answered(1)}\n${answered(2)}\n+1s ${save('q-3')}\n+5s ${save('q-4')}\n+5s ${save('q-5')}`;

  it('is one delivery with all attempts, and each attempt an exchange', () => {
    const analysis = finished(`${lost}\n+20ms < {"id":"q-5","ok":true}`);
    expect(analysis.exchanges.map((each) => [each.key, each.state])).toEqual([
      ['q-1', 'answered'],
      ['q-2', 'answered'],
      ['q-3', 'unanswered'],
      ['q-4', 'pending'],
      ['q-5', 'answered'],
    ]);
    expect(
      analysis.deliveries.map((each) => [each.name, each.state, each.transmissions.map((one) => one.frame)]),
    ).toEqual([['save', 'acked', [5, 6, 7]]]);
    const told = analysis.findings.map((each) => `${each.severity} ${each.code}`);
    expect(told).toContain('warning delivery-retransmitted');
    expect(told.filter((each) => each.startsWith('error'))).toEqual([]);
  });

  it('is given up when nothing answers any attempt', () => {
    const analysis = finished(`${lost}\n+60s < {"type":"tick"}`);
    expect(analysis.deliveries.map((each) => each.state)).toEqual(['given-up']);
  });

  it('carries its own time', () => {
    const timed = (n: number, s: number, text: string) =>
      `${s}s > {"id":"q-${n}","type":"save","text":"${text}","at":"${new Date(1_700_000_000_000 + s * 1000).toISOString()}"}`;
    const reply = (n: number) => `+20ms < {"id":"q-${n}","ok":true}`;
    const known = [timed(1, 1, 'a'), reply(1), timed(2, 2, 'b'), reply(2)];
    const lostThen = (text: string) =>
      finished([`open 1 ${url}`, ...known, timed(3, 3, 'b'), timed(4, 8, text), reply(4)].join('\n'));
    const asked = [`open 1 ${url}`, ...known, timed(3, 3, 'all'), timed(4, 8, 'all'), reply(4)].join('\n');
    expect(finished(asked).deliveries.map((each) => each.transmissions.map((one) => one.frame))).toEqual([
      [5, 6],
    ]);
    // The same was asked and answered before: it recurs.
    expect(lostThen('b').deliveries).toEqual([]);
  });

  it.each([
    [
      'a poll whose answers stop',
      `${[1, 2, 3].map((n) => `+1s > {"id":"p-${n}","type":"poll"}\n+20ms < {"id":"p-${n}"}`).join('\n')}\n+1s > {"id":"p-4","type":"poll"}\n+1s > {"id":"p-5","type":"poll"}`,
    ],
    ['another one at once', `${answered(1)}\n+1s ${save('q-3')}\n+30ms ${save('q-4')}`],
    ['one that was answered', `+1s ${save('q-3')}\n+200ms < {"id":"q-3"}\n+5s ${save('q-4')}`],
    ['one on another chain', `+1s ${save('q-3')}\nopen 2 ${url}/other\n+5s ${save('q-4')}`],
  ])('is none of it: %s', (_name, script) => {
    expect(finished(`open 1 ${url}\n${script}`).deliveries).toEqual([]);
  });
});
