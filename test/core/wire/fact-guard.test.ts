import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFact } from '../../../src/wire/fact-guard.ts';

describe('the guard of facts', () => {
  it.each([
    [{ kind: { toString: null } }],
    [{ kind: { toString: 1 }, order: 1, time: 1 }],
    [{ kind: ['error'], order: 1, time: 1, connection: 1 }],
    [{ kind: 'toString', order: 1, time: 1 }],
    [{ kind: '__proto__', order: 1, time: 1 }],
  ])('refuses %j and does not throw', (value) => expect(isFact(value)).toBe(false));

  it('never throws', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constant({ toString: null }), fc.constant({ toString: 1 }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('kind', 'order', 'time', 'data', 'url'), odd), (value) => {
        isFact(value);
      }),
    );
  });
});
