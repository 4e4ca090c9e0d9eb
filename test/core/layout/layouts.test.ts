import { describe, expect, it } from 'vitest';
import { hexLine } from '../../../src/layout/hex-layout.ts';
import { ladderRows } from '../../../src/layout/ladder-layout.ts';
import { barPath, createOverviewCounter } from '../../../src/layout/overview-layout.ts';
import { createPageSpells } from '../../../src/layout/page-spells.ts';
import { sayEndpoint, sayOffset } from '../../../src/layout/say-time.ts';
import { segmentBar } from '../../../src/layout/segment-layout.ts';
import { createTimeScale, niceStep } from '../../../src/layout/time-scale.ts';
import { flattenTree } from '../../../src/layout/tree-layout.ts';
import { waterfallBar } from '../../../src/layout/waterfall-layout.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { analyse, logOf } from '../../support/frame-script.ts';

const dropped = `
  open 1 ws://app.example/rt
  > {"seq":1,"type":"chat"}
  +1s 1 close 1006
  +200ms open 2 ws://app.example/rt
  2> {"seq":1,"type":"chat"}
  +5ms 2< {"type":"ack","seq":1}`;

describe('layouts', () => {
  it('draws a delivery over a reconnect as rungs in time', () => {
    const { chains, deliveries, log } = analyse(dropped);
    const rows = ladderRows(chains[0]!, deliveries, (id) => log.connection(id));
    expect(rows.map((row) => [row.kind, row.label])).toEqual([
      ['transmission', '1 chat'],
      ['break', '#1 closed 1006 · 200 ms · #2'],
      ['transmission', '1 again +1.20 s'],
      ['ack', 'ack 1'],
    ]);
  });

  it('calls what has an id by its id, a long one by its beginning', () => {
    const labels = (id: string): string[] => {
      const ask = `> {"id":"${id}","type":"order","qty":1}`;
      const script = `open 1 ws://a/\n> {"id":"o-0","type":"order"}\n+9ms < {"id":"o-0","type":"order.ok"}`;
      const { chains, deliveries, log } = analyse(
        `${script}\n${ask}\n+5s ${ask}\n+5ms < {"id":"${id}","type":"order.ok"}`,
      );
      return ladderRows(chains[0]!, deliveries, (each) => log.connection(each)).map((row) => row.label);
    };
    expect(labels('o-71')).toEqual(['o-71 order', 'o-71 again +5.00 s', 'ack o-71']);
    expect(labels('0b9c6b1e-8e1c-4d8e')[0]).toBe('0b9c6b1e-8e1c… order');
  });

  it('places bars on the scale and marks the timeout', () => {
    const [exchange] = analyse(
      'open 1 ws://a/\n> {"id":1,"type":"x"}\n15s < {"id":1,"type":"x.result"}',
    ).exchanges;
    const bar = waterfallBar(exchange!, createTimeScale(0, 20_000), 20_000, 10_000);
    expect(bar).toEqual({ left: 0, width: 0.75, timeout: 0.5 });
  });

  it('shows carried, missing and surplus chunks, and where another connection took over', () => {
    const start = (chunks: number) =>
      `open 1 ws://a/\n> {"type":"file.start","data":{"name":"f","chunks":${chunks}}}\n> bytes(4)\n> bytes(4)\n`;
    const bar = (script: string) => segmentBar(analyse(script).chunkStreams[0]!);
    expect(bar(start(3)).cells.map((cell) => cell.carrier)).toEqual([0, 0, null]);
    expect(bar(start(1)).cells.map((cell) => cell.extra)).toEqual([false, true]);
    const resumed = `${start(3)}1 close 1006\nopen 2 ws://a/\n2> {"type":"file.resume","data":{"chunk":2}}\n2> bytes(4)`;
    expect(bar(resumed).resumes).toEqual([{ at: 2 / 3, from: 1, to: 2 }]);
  });

  it('draws a transfer of any number of chunks that a message announces', () => {
    const announced = `{"type":"file.start","data":{"name":"f","chunks":${2 ** 50}}}`;
    const [stream] = analyse(`open 1 ws://a/\n> ${announced}\n> bytes(4)\n> bytes(4)`).chunkStreams;
    expect(stream?.declared.chunks).toBe(2 ** 50);
    const { cells } = segmentBar({
      ...stream!,
      segments: [{ ...stream!.segments[0]!, chunks: 2 ** 49 }],
    });
    expect(cells).toHaveLength(120);
    expect(cells.findLastIndex((cell) => cell.carrier === 0)).toBe(58);
    expect(cells.slice(0, 59).every((cell) => cell.carrier === 0)).toBe(true);
  });

  it('counts each frame once, however time grows', () => {
    const counter = createOverviewCounter(40, 1);
    const log = logOf(`open 1 ws://a/\n${'+7ms > x\n+1ms < y\n'.repeat(50)}`);
    const bins = counter.take(log);
    expect(bins.sent.reduce((sum, each) => sum + each)).toBe(50);
    expect(counter.take(log)).toEqual(bins);
  });

  it('draws a bar for each bin that has frames, up or down from the middle', () => {
    expect(barPath([4, 0, 1, 0], 4, 'up')).toBe(
      'M0.000 23h20.000v-21.00h-20.000zM50.000 23h20.000v-10.50h-20.000z',
    );
    expect(barPath([0, 0, 0, 1], 1000, 'down')).toBe('M75.000 24h20.000v1.50h-20.000z');
  });

  it('lists the open lines of a value, big integers whole', () => {
    const { rows } = flattenTree({ a: { b: { c: 1 } }, n: 9007199254740993n, 'x/y': [] }, new Set());
    expect(rows.map((row) => [row.path, row.text, row.open])).toEqual([
      ['/a', '', true],
      ['/a/b', '', true],
      ['/a/b/c', '1', null],
      ['/n', '9007199254740993', null],
      ['/x~1y', '[]', true],
    ]);
    expect(flattenTree({ a: { b: 1 } }, new Set(['/a'])).rows).toMatchObject([{ path: '/a', open: false }]);
    expect(flattenTree(Array.from({ length: 10 }), new Set(), 4)).toMatchObject({ left: 6 });
    const [row] = flattenTree('x'.repeat(10_000), new Set()).rows;
    expect(row?.text).toBe(`"${'x'.repeat(4_000)}" … 6,000 more characters`);
  });

  it('says times, endpoints and bytes', () => {
    expect([sayOffset(0), sayOffset(271_220), sayOffset(3_871_220)]).toEqual([
      '0:00.000',
      '4:31.220',
      '1:04:31.220',
    ]);
    expect([sayEndpoint('wss://a.example/rt?x=1'), sayEndpoint('ws://a.example:80/')]).toEqual([
      '/rt',
      'a.example:80',
    ]);
    expect(hexLine(Uint8Array.from([0x48, 0x69, 0, 255]), 0)).toEqual({
      offset: '000000',
      hex: '48 69 00 ff',
      ascii: 'Hi··',
    });
    expect([niceStep(0.7), niceStep(3), niceStep(600)]).toEqual([1, 5, 1000]);
  });

  it('follows the times in which a page is hidden or offline', () => {
    const log = logOf('open 1 ws://a/');
    const spells = createPageSpells();
    let order = 10;
    const tell = (fact: object): void => log.append({ order: order++, page: 1, ...fact } as Fact);
    expect(spells.take(log)).toEqual([]);
    tell({ kind: 'visibility', time: 100, visible: false });
    tell({ kind: 'network', time: 150, online: false });
    expect(spells.take(log)).toMatchObject([
      { what: 'hidden', from: 100, to: null },
      { what: 'offline', from: 150, to: null },
    ]);
    tell({ kind: 'visibility', time: 200, visible: true });
    tell({ kind: 'visibility', time: 210, visible: true });
    tell({ kind: 'page-left', time: 300 });
    expect(spells.take(log).map(({ what, to }) => [what, to])).toEqual([
      ['hidden', 200],
      ['offline', 300],
    ]);
    log.clear(1);
    expect(spells.take(log)).toEqual([]);
  });
});
