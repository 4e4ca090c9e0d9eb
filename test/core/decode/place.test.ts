import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeBelow, placeProblem, placeReader } from '../../../src/decode/place.ts';

describe('places in messages', () => {
  it.each([
    ['/meta/correlationId', { meta: { correlationId: 'c-1' } }, 'c-1'],
    ['/0', ['c-1', 'get'], 'c-1'],
    ['/data/id', { data: '{"id":7}' }, 7],
    ['/a~1b/m~0n', { 'a/b': { 'm~n': 1 } }, 1],
    ['/', { '': 'empty name' }, 'empty name'],
    ['/missing/below', { a: 1 }, undefined],
    ['/length', 'text', undefined],
    ['/toString', {}, undefined],
    ['/data/id', { data: '{"broken' }, undefined],
    ['bytes:0-4', Uint8Array.of(0, 0, 1, 7, 9), '00000107'],
    ['bytes:0-4be', Uint8Array.of(0, 0, 1, 7), 263],
    ['bytes:0-2le', Uint8Array.of(7, 1), 263],
    ['bytes:4-8', Uint8Array.of(1, 2), undefined],
    ['bytes:0-4', { bytes: 1 }, undefined],
  ])('reads %s', (place, message, value) => {
    expect(placeReader(place)(message)).toEqual(value);
  });

  it.each([
    ['meta.id', /no JSON Pointer/],
    ['/a~2', /~ that is neither/],
    [`/${'a/'.repeat(20)}`, /more than 16 steps/],
    [`/${'~0'.repeat(2_000)}`, /more than 4000 characters/],
    ['bytes:4', /no run of bytes/],
    ['bytes:4-4', /1 to 32 bytes/],
    ['bytes:0-8be', /too wide/],
  ])('says what is wrong with %s, and reads nothing there', (place, problem) => {
    expect(placeProblem(place)).toMatch(problem);
    expect(placeReader(place)({ a: 1 })).toBeUndefined();
  });

  it('finds what it was led to, whatever the names, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.jsonValue(), (one, other, value) => {
        const place = placeBelow(placeBelow('', one), other);
        // JSON.parse gives own properties, `__proto__` too.
        const message: unknown = JSON.parse(
          `{${JSON.stringify(one)}:{${JSON.stringify(other)}:${JSON.stringify(value)}}}`,
        );
        // JSON has no -0.
        expect(placeReader(place)(message)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(() => placeReader(place)(value)).not.toThrow();
      }),
    );
  });
});
