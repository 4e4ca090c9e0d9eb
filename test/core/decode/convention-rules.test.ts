import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { defaultSettings } from '../../../src/analyze/settings.ts';
import {
  type ConventionRule,
  conventionFor,
  fitsPattern,
  readRules,
  writeRules,
} from '../../../src/decode/convention-rules.ts';
import { logOf } from '../../support/frame-script.ts';

const rules: readonly ConventionRule[] = [
  { url: 'wss://*.example/rt*', convention: { requestId: '/cid', responseId: '/cid' } },
  { connection: 2, convention: { requestId: null } },
];

describe('rules for conventions', () => {
  it.each([
    ['wss://a.example/rt', 'wss://*.example/rt', true],
    ['wss://a.example/rt?t=1', 'wss://a.example/rt', true],
    ['wss://a.example/rt?t=1', 'wss://a.example/rt?t=2', false],
    ['wss://a.example/rt', '*', true],
    ['wss://a.example/rt/x', 'wss://a.example/rt', false],
    ['', '*', true],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaab', '*a*a*a*a*a*a*a*a*a*c', false],
  ])('%s fits %s: %s', (url, pattern, fits) => {
    expect(fitsPattern(url, pattern)).toBe(fits);
  });

  it('fits as a regular expression would, without hanging on hostile patterns', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '.'), maxLength: 8 });
    fc.assert(
      fc.property(text, pattern, (url, each) => {
        const escaped = each.replace(/[.]/g, '\\.').replaceAll('*', '.*');
        expect(fitsPattern(url, each)).toBe(new RegExp(`^${escaped}$`, 's').test(url));
      }),
    );
  });

  it('lets the later rule win, part by part', () => {
    const log = logOf('open 1 wss://a.example/rt\nopen 2 wss://b.example/rt');
    expect(conventionFor(log.connections[0]!, rules)).toEqual({ requestId: '/cid', responseId: '/cid' });
    expect(conventionFor(log.connections[1]!, rules)).toEqual({ requestId: null, responseId: '/cid' });
  });

  it('lets a part of one direction stand over both, until a later rule says both', () => {
    const log = logOf('open 1 wss://a.example/rt');
    const of = (...conventions: readonly ConventionRule['convention'][]) =>
      conventionFor(
        log.connections[0]!,
        conventions.map((convention) => ({ url: '*', convention })),
      );
    const directed = { requestId: '/a', sent: { seq: '/n', requestId: '/b' }, received: { ack: '/to' } };
    expect(of(directed)).toEqual(directed);
    expect(of(directed, { sent: { seq: '/m' } })).toEqual({
      ...directed,
      sent: { seq: '/m', requestId: '/b' },
    });
    expect(of(directed, { requestId: '/c', seq: null })).toEqual({
      requestId: '/c',
      seq: null,
      received: { ack: '/to' },
    });
    expect(readRules(writeRules([{ url: '*', convention: directed }]))).toEqual({
      ok: true,
      value: [{ url: '*', convention: directed }],
    });
  });

  it('travel in a file, but for those of one connection', () => {
    const read = readRules(writeRules(rules));
    expect(read).toEqual({ ok: true, value: [rules[0]] });
  });

  it.each([
    ['hello', /no JSON/],
    ['{}', /"format" has to be/],
    ['{"format":"sockscope-rules","version":2,"rules":[]}', /version 2.*Update/],
    ['{"format":"sockscope-rules","version":1}', /"rules" has to be a list/],
    ['{"format":"sockscope-rules","version":1,"rules":[7]}', /Rule 1: has to be an object/],
    ['{"format":"sockscope-rules","version":1,"rules":[{"convention":{}}]}', /Rule 1: "url"/],
    ['{"format":"sockscope-rules","version":1,"rules":[{"url":"*"}]}', /"convention" has to be/],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"id":"/a"}}]}',
      /"id" is no part.*requestId/,
    ],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"seq":"n"}}]}',
      /"seq": "n" is no JSON Pointer/,
    ],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"ackMeans":"all"}}]}',
      /"one" or "up-to"/,
    ],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"sent":{"seq":"n"}}}]}',
      /Rule 1: "sent": "seq": "n" is no JSON Pointer/,
    ],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"sent":{"received":{}}}}]}',
      /Rule 1: "sent": "received" is no part/,
    ],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"received":7}}]}',
      /"received" has to be an object/,
    ],
    ['{"format":"sockscope-rules","version":{"toString":null},"rules":[]}', /^"version" has to be 1\.$/],
    [
      '{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"\\u001b]52;c\\n":"/a"}}]}',
      /^Rule 1: "\\u001b\]52;c\\n" is no part/,
    ],
    [
      `{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"seq":"\\n${'x'.repeat(1e6)}"}}]}`,
      /^Rule 1: "seq": "\\nx{59}…" has more than 4000 characters/,
    ],
    [
      `{"format":"sockscope-rules","version":1,"rules":[{"url":"*","convention":{"seq":"\\n${'x'.repeat(100)}"}}]}`,
      /^Rule 1: "seq": "\\nx{59}…" is no JSON Pointer/,
    ],
  ])('refuses %s with a sentence', (text, message) => {
    const read = readRules(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.error).toMatch(message);
  });

  it('refuses a file that is too large before it is parsed', () => {
    const file = `{"format":"sockscope-rules","version":1,"rules":[]${' '.repeat(2_000_000)}}`;
    expect(readRules(file)).toMatchObject({ ok: false, error: expect.stringMatching(/more than 2000000/) });
  });

  it('never throws, whatever the file', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readRules(text)));
  });
});

describe('a rule in the analysis', () => {
  const log = logOf(`
    open 1 wss://a.example/rt
    > {"cid":"x","type":"ask","id":"thing"}
    < {"cid":"x","type":"told","id":"thing"}
    > {"n":4,"type":"put"}
    < {"got":4}`);
  const analysed = (...said: readonly ConventionRule[]) => {
    const analysis = createAnalysis(log, { ...defaultSettings, rules: said });
    analysis.finish(1);
    return analysis;
  };

  it('says where ids stand, and shows as what it is', () => {
    const analysis = analysed(rules[0]!);
    expect(analysis.exchanges.map((each) => [each.key, each.state])).toEqual([['x', 'answered']]);
    expect(analysis.conventionOf(1)?.parts.requestId).toMatchObject({ place: '/cid', by: 'rule' });
  });

  it('says where each direction has its ids, and shows which part is whose', () => {
    const directed = logOf(`
      open 1 wss://a.example/rt
      > {"a":"x","type":"ask"}
      < {"b":"x","type":"told"}
      < {"b":"y","type":"ask"}
      > {"a":"y","type":"told"}`);
    const said = {
      sent: { requestId: '/a', responseId: '/a' },
      received: { requestId: '/b', responseId: '/b' },
    };
    const analysis = createAnalysis(directed, {
      ...defaultSettings,
      rules: [{ url: '*', convention: said }],
    });
    analysis.finish(1);
    expect(analysis.exchanges.map((each) => [each.asker, each.key, each.state])).toEqual([
      ['sent', 'x', 'answered'],
      ['received', 'y', 'answered'],
    ]);
    const { parts, sides } = analysis.conventionOf(1)!;
    expect(parts.requestId).toBeUndefined();
    expect(sides.sent.requestId).toMatchObject({ place: '/a', by: 'rule' });
    expect(sides.received.requestId).toMatchObject({ place: '/b', by: 'rule' });
  });

  it('says that there are none', () => {
    expect(analysed({ url: '*', convention: { requestId: null, responseId: null } }).exchanges).toEqual([]);
  });

  it('says where numbers and acks stand', () => {
    const [delivery] = analysed({ url: '*', convention: { seq: '/n', ack: '/got' } }).deliveries;
    expect(delivery).toMatchObject({ seq: 4, state: 'acked', ackFrame: 4 });
  });
});
