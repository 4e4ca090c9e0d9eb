import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRemembered } from '../../extension/panel/store/panel-memory.ts';
import { changedThresholds, restoreThresholds } from '../../src/analyze/findings/thresholds.ts';
import { defaultSettings } from '../../src/analyze/settings.ts';

describe('what the panel remembers', () => {
  it('reads back what it saved', () => {
    const saved = {
      rules: [{ url: 'wss://a/*', convention: { seq: '/n' } }],
      muted: ['response-orphan'],
      thresholds: { answerTimeout: 3000 },
    };
    expect(readRemembered(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });

  it.each([
    [null],
    ['text'],
    [{ rules: [{ url: 7 }], muted: ['no-such-code'], thresholds: null }],
    [{ rules: 'all', muted: 'all', thresholds: 'all' }],
  ])('leaves out what it cannot read in %j', (value) => {
    const read = readRemembered(value);
    expect(read.rules).toEqual([]);
    expect(read.muted).toEqual([]);
    expect(restoreThresholds(defaultSettings, read.thresholds)).toBe(defaultSettings);
  });

  it('restores thresholds within their bounds only', () => {
    const restored = restoreThresholds(defaultSettings, { answerTimeout: 3000, stallAfter: -5, storm: 1 });
    expect(restored).toEqual({ ...defaultSettings, answerTimeout: 3000 });
    expect(changedThresholds(restored, defaultSettings)).toEqual({ answerTimeout: 3000 });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readRemembered(value)));
  });
});
