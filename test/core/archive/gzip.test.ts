import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gathered, gunzipLines, gzip } from '../../../src/archive/gzip.ts';

async function linesOf(packed: Uint8Array, longest = 1e9): Promise<readonly string[]> {
  const lines: string[] = [];
  const take = (line: string): boolean => lines.push(line) > 0;
  expect(await gunzipLines(packed, take, { longest })).toBe('end');
  return lines;
}

describe('gzip', () => {
  it('gives its lines back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), async (texts) => {
        const lines = texts.map((text) => text.replaceAll('\n', ' '));
        const packed = await gzip(lines.map((line) => `${line}\n`));
        expect(await linesOf(packed)).toEqual(lines);
      }),
    );
  });

  it('gives lines back that are longer than what is unpacked at a time', async () => {
    const lines = ['a'.repeat(300_000), '', 'é'.repeat(200_000), 'b'];
    expect(await linesOf(await gzip([lines.join('\n')]))).toEqual(lines);
  });

  it('hands its text on in pieces of many lines, not line by line', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 40 }), (texts, length) => {
        const pieces = [...gathered(texts, length)];
        expect(pieces.join('')).toBe(texts.join(''));
        for (const piece of pieces.slice(0, -1)) expect(piece.length).toBeGreaterThanOrEqual(length);
        expect(pieces).not.toContain('');
      }),
    );
    const lines = Array.from({ length: 100_000 }, () => '{"kind":"frame"}\n');
    expect([...gathered(lines)].length).toBeLessThan(30);
  });
});
