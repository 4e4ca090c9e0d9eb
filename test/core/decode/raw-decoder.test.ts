import { describe, expect, it } from 'vitest';
import { rawDecoder } from '../../../src/decode/decoders/raw/raw-decoder.ts';
import { decodeScript } from '../../support/decode-script.ts';

describe('raw', () => {
  it('gives one packet a frame, without links', () => {
    const packets = decodeScript(rawDecoder, '> hello\n< bytes(3)\n> ');
    expect(packets.map((each) => [each.name, each.kind, each.links, each.value()])).toEqual([
      ['text', 'raw', [], 'hello'],
      ['binary', 'raw', [], Uint8Array.of(0, 1, 2)],
      ['text', 'raw', [], ''],
    ]);
  });
});
