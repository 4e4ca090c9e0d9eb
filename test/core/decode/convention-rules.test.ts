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
  ])('refuses %s with a sentence', (text, message) => {
    const read = readRules(text);
    expect(read.ok).toBe(false);
    if (!read.ok) expect(read.error).toMatch(message);
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

  it('says that there are none', () => {
    expect(analysed({ url: '*', convention: { requestId: null, responseId: null } }).exchanges).toEqual([]);
  });

  it('says where numbers and acks stand', () => {
    const [delivery] = analysed({ url: '*', convention: { seq: '/n', ack: '/got' } }).deliveries;
    expect(delivery).toMatchObject({ seq: 4, state: 'acked', ackFrame: 4 });
  });
});
