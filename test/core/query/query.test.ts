import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matchable, matches, parseQuery } from '../../../src/query/query.ts';

const row: Matchable = {
  type: 'user.get',
  text: '{"id":"9f2c","data":"a b"}',
  dir: 'sent',
  conn: 3,
  is: ['late', 'text'],
  ns: '/chat',
  key: '9f2c',
  size: 70_000,
  latency: 600,
};
const holds = (text: string): boolean | string => {
  const query = parseQuery(text);
  return query.ok ? matches(query.value, row) : query.error.message;
};

describe('the filter language', () => {
  it.each([
    '',
    'user',
    'USER.GET',
    '"a b"',
    'type:user',
    'event:user.get',
    'ns:/chat',
    'ns:chat',
    'dir:sent',
    'dir:s',
    'is:late',
    'conn:3',
    'key:9f2c',
    'size>64k',
    'size<1m',
    'latency>0.5s',
    'latency<601ms',
    '-is:acked',
    'is:acked or is:late',
    'user -type:room',
    'is:acked or user is:late',
  ])('%s matches', (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each([
    'event:user',
    'ns:/',
    'ns:/admin',
    'room',
    'type:room',
    'dir:received',
    'is:acked',
    'conn:4',
    'size<64k',
    'latency>1s',
    '-user',
    'user is:acked',
    'http://x',
  ])('%s does not', (text) => {
    expect(holds(text)).toBe(false);
  });

  it('refuses a filter longer than 4000 characters', () => {
    expect(parseQuery('a'.repeat(4000)).ok).toBe(true);
    expect(parseQuery('a'.repeat(4001))).toMatchObject({ ok: false, error: { offset: 4000 } });
  });

  it.each([
    '"open',
    'or user',
    'user or',
    'size:4',
    'size>many',
    'latency>4parsecs',
    'size>4constructor',
    'type>x',
  ])('%s is told as wrong', (text) => {
    expect(holds(text)).toMatch(/\.$/);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        holds(text);
      }),
    );
  });
});
