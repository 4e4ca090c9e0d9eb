import { describe, expect, it } from 'vitest';
import { createScopeEvidence } from '../../../src/decode/decoders/json/infer-scope.ts';
import { scalarsOf } from '../../../src/decode/decoders/json/scalars.ts';

type Line = readonly ['>' | '<', object];
const ids = { asker: 'sent', asked: '/id', answered: '/id' } as const;

function scopeOf(lines: readonly Line[]) {
  const evidence = createScopeEvidence();
  for (const [arrow, message] of lines)
    evidence.take(arrow === '>' ? 'sent' : 'received', scalarsOf(message));
  return evidence.infer(ids);
}

/** Rounds of questions of two sessions that wait side by side, and their answers. */
const rounds = (count: number, answer: (id: number, session: string) => object): Line[] =>
  Array.from({ length: count }, (_, at): Line[] => {
    const id = at + 1;
    return [
      ['>', { id, session: 'A', do: 'this' }],
      ['>', { id, session: 'B', do: 'that' }],
      ['<', answer(id, 'B')],
      ['<', answer(id, 'A')],
    ];
  }).flat();

describe('what ids are counted in', () => {
  it('is the place that tells questions apart which wait under one id, and that their answers repeat', () => {
    expect(scopeOf(rounds(4, (id, session) => ({ id, session, ok: true })))).toMatchObject({
      ids,
      place: '/session',
      share: 1,
      because: expect.stringMatching(/^4 ids were used again .* 8 find their question with it, 4 without$/),
    });
  });

  it('may be absent where the connection itself is meant', () => {
    const lines = rounds(4, (id, session) => ({ id, session, ok: true })).map(
      ([arrow, message]): Line => [arrow, JSON.parse(JSON.stringify(message).replace('"session":"B",', ''))],
    );
    expect(scopeOf(lines)?.place).toBe('/session');
  });

  it('is nothing where answers do not name it', () => {
    expect(scopeOf(rounds(4, (id) => ({ id, ok: true })))).toBeNull();
  });

  it('is nothing where no id waits twice, whatever else comes back', () => {
    const lines = Array.from({ length: 8 }, (_, at): Line[] => [
      ['>', { id: at, room: 'lobby' }],
      ['<', { id: at, room: 'lobby' }],
    ]).flat();
    expect(scopeOf(lines)).toBeNull();
  });

  it('is no count of attempts: what is asked again under its id is answered once', () => {
    const lines = Array.from({ length: 6 }, (_, at): Line[] => [
      ['>', { id: at, attempt: 1 }],
      ['>', { id: at, attempt: 2 }],
      ['<', { id: at, attempt: 2 }],
    ]).flat();
    expect(scopeOf(lines)).toBeNull();
  });

  it('is no time: a value that is always another tells nothing apart', () => {
    const lines = Array.from({ length: 6 }, (_, at): Line[] => [
      ['>', { id: at, at: 100 + 2 * at }],
      ['>', { id: at, at: 101 + 2 * at }],
      ['<', { id: at, at: 100 + 2 * at }],
      ['<', { id: at, at: 101 + 2 * at }],
    ]).flat();
    expect(scopeOf(lines)).toBeNull();
  });

  it('waits for a second id: one that is reused by mistake shows nothing', () => {
    expect(scopeOf(rounds(1, (id, session) => ({ id, session })))).toBeNull();
  });
});
