import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decoders } from '../../../src/decode/decoders.ts';

const root = join(import.meta.dirname, '../../..');
const folders = readdirSync(join(root, 'src/decode/decoders'));

describe('the decoder registry', () => {
  it('holds one decoder a folder, raw last', () => {
    expect(decoders.map((decoder) => decoder.id).sort()).toEqual(folders.sort());
    expect(decoders.at(-1)?.id).toBe('raw');
  });

  it.each(decoders.map((decoder) => decoder.id))('has a test and a row in docs/protocols.md for %s', (id) => {
    expect(readdirSync(join(root, 'test/core/decode'))).toContain(`${id}-decoder.test.ts`);
    expect(readFileSync(join(root, 'docs/protocols.md'), 'utf8')).toMatch(
      new RegExp(`^\\| \`${id}\` +\\|`, 'm'),
    );
  });
});
