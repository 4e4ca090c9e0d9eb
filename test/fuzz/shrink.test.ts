import { describe, expect, it } from 'vitest';
import { failureOf, printInput, shrink } from './shrink.ts';
import type { Target } from './target.ts';

/** Fails in two ways: where a text has "bad" in it, and where a list of bytes has a 7. */
const target: Target = {
  name: 'trial',
  share: 1,
  make: () => null,
  run(input) {
    const { texts, data } = input as { readonly texts: readonly string[]; readonly data: Uint8Array };
    if (texts.some((text) => text.includes('bad'))) throw new Error(`${texts.length} texts, one is bad`);
    if (data.includes(7)) throw new Error('a seven');
  },
};

describe('an input that fails', () => {
  it('is made as small as one that fails in the same way', async () => {
    const texts = ['one', 'a long text with bad in the middle of it', 'three'];
    const input = { texts, data: Uint8Array.of(1, 7, 3), more: [{ deep: 'x'.repeat(50) }] };
    const error = await failureOf(target, input);
    const smallest = await shrink(target, input, error, 20_000);
    expect(printInput(smallest)).toBe('{"texts":["bad"],"data":"bytes ","more":[]}');
  });

  it('is told from one that does not', async () => {
    const failure = await failureOf(target, { texts: [], data: Uint8Array.of(7) });
    expect(failure).toMatchObject({ message: 'a seven' });
    expect(await failureOf(target, { texts: [], data: Uint8Array.of() })).toBeNull();
  });

  it('is printed in so many characters, with its length', () => {
    expect(printInput({ text: 'x'.repeat(5_000), n: 5n })).toMatch(/^\{"text":"x+… \(5019 characters\)$/);
  });
});
