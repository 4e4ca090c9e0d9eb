import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../../../src/analyze/settings.ts';
import { createSessionLog } from '../../../../src/session/log.ts';
import type { Fact } from '../../../../src/wire/fact.ts';
import { analyse } from '../../../support/frame-script.ts';

const codes = (script: string) => analyse(script).findings.map((each) => [each.code, each.severity]);

describe("the WebSocket API's own signals (domain.md §4)", () => {
  it('tells frames over the cap once per connection and severity', () => {
    const analysis = analyse(
      'open 1 ws://a.example/\n> bytes(65536)\n> bytes(65537)\n> bytes(70000)\n> bytes(1048577)',
    );
    expect(analysis.findings.map((each) => [each.severity, each.frames])).toEqual([
      ['info', [2, 3]],
      ['warning', [4]],
    ]);
  });

  it('tells failed sends, sends after close and bytes left in the buffer', () => {
    expect(
      codes(
        'construct 1 ws://a.example/\n1 send-failed 4\n1 opened\n1 buffered 2000000\n1 close 1006\n1 after-close 9',
      ),
    ).toEqual([
      ['send-failed', 'error'],
      ['buffered-high', 'warning'],
      ['close-abnormal', 'error'],
      ['buffered-at-close', 'error'],
      ['send-after-close', 'error'],
    ]);
  });

  it('tells a connection that never opened from one that was cut', () => {
    expect(codes('construct 1 ws://a.example/\n1 close 1006')).toEqual([['never-opened', 'error']]);
    expect(codes('open 1 ws://a.example/\n1 close 1006')).toEqual([['close-abnormal', 'error']]);
    expect(codes('open 1 ws://a.example/\n1 close 1000')).toEqual([]);
    expect(codes('open 1 ws://a.example/\npage-left')).toEqual([['closed-by-page-unload', 'info']]);
  });

  it('tells a storm of reconnects', () => {
    const storm = Array.from(
      { length: 7 },
      (_, at) => `+1s open ${at + 1} ws://a.example/?t=${at}\n${at + 1} close 1006`,
    );
    const found = analyse(storm.join('\n'));
    expect(found.chains).toHaveLength(1);
    expect(found.findings.some((each) => each.code === 'reconnect-storm')).toBe(true);
  });

  it('follows a page that reconnects at once, 50,000 times', () => {
    const log = createSessionLog();
    const analysis = createAnalysis(log, defaultSettings);
    const count = 50_000;
    let order = 0;
    const append = (fact: object): void => log.append({ order: order++, ...fact } as Fact);
    append({ kind: 'page', time: 0, page: 1, url: 'http://a.example/', frame: 'top', origin: 1 });
    for (let connection = 1; connection <= count; connection++) {
      const time = connection;
      const url = 'ws://a.example/';
      append({ kind: 'constructed', time, connection, page: 1, url, protocols: [], readyState: 0 });
      append({ kind: 'closed', time, connection, code: 1006, reason: '', wasClean: false });
    }
    analysis.pump(count);
    expect(analysis.chains.map(({ connections }) => connections.length)).toEqual([count]);
    const storm = analysis.findings.find(({ code }) => code === 'reconnect-storm');
    // A connection each millisecond: those of the window, its two ends included.
    expect(storm?.title).toMatch(`${defaultSettings.stormWindow + 1} reconnects`);
    // A hang bound: it takes two seconds, and took three quarters of a minute when each looked at all others.
  }, 20_000);

  it('tells text that begins like JSON and is none', () => {
    expect(codes('open 1 ws://a.example/\n> {"a":1}\n> {"a":')).toEqual([['decode-failed', 'warning']]);
  });
});
