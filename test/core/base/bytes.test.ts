import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';

describe('bytes as hex', () => {
  it('has two digits a byte, over the edge of a slice too', () => {
    expect(toHex(Uint8Array.of(0, 15, 16, 255))).toBe('000f10ff');
    const many = new Uint8Array(0x4000 + 2).fill(0xab);
    many[0x4000] = 1;
    expect(toHex(many)).toBe(`${'ab'.repeat(0x4000)}01ab`);
    expect(toHex(new Uint8Array(0))).toBe('');
  });
});
