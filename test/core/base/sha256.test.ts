import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/sha256.ts';

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ])('hashes %j as FIPS 180-4 says', (text, hash) => {
    expect(sha256([new TextEncoder().encode(text)])).toBe(hash);
  });

  it('hashes any bytes in any parts as Node does', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 6 }), (parts) => {
        const hash = createHash('sha256');
        for (const part of parts) hash.update(part);
        expect(sha256(parts)).toBe(hash.digest('hex'));
      }),
    );
  });
});
