import { describe, expect, it } from 'vitest';
import { cut } from '../../../src/base/cut.ts';

describe('a name that is cut', () => {
  it('is its front, half characters and all', () => {
    expect(cut('short')).toBe('short');
    expect(cut('abc', 2)).toBe('ab');
    expect(cut('a\u{1f600}', 2)).toBe('a\ud83d');
  });
});
