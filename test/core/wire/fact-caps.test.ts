import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/wire/fact.ts';
import { capFact, capText } from '../../../src/wire/fact-caps.ts';
import { isFact } from '../../../src/wire/fact-guard.ts';
import { mostElements, mostHeaders, mostProtocols, stringCaps } from '../../../src/wire/limits.ts';

const constructed = (more: object): Fact =>
  ({
    kind: 'constructed',
    order: 1,
    time: 0,
    connection: 1,
    page: 1,
    url: 'ws://server/',
    protocols: [],
    readyState: 0,
    ...more,
  }) as Fact;

describe('caps of facts', () => {
  it('cuts a text and says how many characters more there were', () => {
    expect(capText(`ws://server/${'a'.repeat(100)}`, 52)).toBe('ws://server/… (100 characters more)');
    expect(capText('a'.repeat(1_234_607), 1040)).toBe(`${'a'.repeat(1000)}… (1,233,607 characters more)`);
    expect(capText('short', 52)).toBe('short');
  });

  it('leaves no half of a surrogate pair', () => {
    expect(capText(`a${'😀'.repeat(100)}`, 42)).toBe('a… (200 characters more)');
  });

  it('caps every string and list of a fact, and stays a fact', () => {
    const long = 'x'.repeat(100_000);
    const fact = constructed({ url: long, stack: long, protocols: Array(5000).fill(long), junk: long });
    expect(isFact(fact)).toBe(true);
    const capped = capFact(fact) as Extract<Fact, { kind: 'constructed' }>;
    expect(isFact(capped)).toBe(true);
    expect(capped).not.toHaveProperty('junk');
    expect(capped.url.length).toBeLessThanOrEqual(stringCaps.url);
    expect(capped.stack!.length).toBeLessThanOrEqual(stringCaps.stack);
    expect(capped.protocols).toHaveLength(mostProtocols);
    expect(capped.protocols.at(-1)).toBe('… (4,901 more)');
    for (const each of capped.protocols) expect(each.length).toBeLessThanOrEqual(stringCaps.protocol);
    const headers = Array(1000).fill([long, long]);
    const handshake = capFact({
      kind: 'handshake',
      order: 1,
      time: 0,
      connection: 1,
      status: 101,
      requestHeaders: headers,
      responseHeaders: headers,
      error: long,
    });
    expect(JSON.stringify(handshake).length).toBeLessThan(
      2 * mostHeaders * (stringCaps.headerName + stringCaps.headerValue + 10) + 2 * stringCaps.error,
    );
    expect(handshake.responseHeaders.at(-1)).toEqual(['…', '… (801 more)']);
  });

  it('cuts nothing a second time', () => {
    const long = 'x'.repeat(100_000);
    const once = capFact(constructed({ url: long, protocols: Array(5000).fill(long) }));
    expect(capFact(once)).toEqual(once);
  });
});

describe('guard of facts', () => {
  it('never throws, and refuses what cannot be looked through', () => {
    const strangers: unknown[] = [
      { kind: Object.create(null) },
      { kind: { toString: 1 } },
      { ...constructed({}), order: Object.create(null) },
      { ...constructed({}), order: 1e308 },
      { ...constructed({}), time: Number.POSITIVE_INFINITY },
      // Four billion holes.
      { ...constructed({}), protocols: new Array(2 ** 32 - 1) },
      { ...constructed({}), protocols: new Array(3) },
      { ...constructed({}), protocols: Array(mostElements + 1).fill('') },
    ];
    for (const each of strangers) expect(isFact(each)).toBe(false);
  });
});
