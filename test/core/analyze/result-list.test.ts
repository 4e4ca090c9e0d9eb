import { describe, expect, it } from 'vitest';
import { createResultList } from '../../../src/analyze/result-list.ts';

describe('a bounded list of results', () => {
  it('keeps ids true while the oldest go, and counts the ones that were open', () => {
    const list = createResultList<{ id: number; open: boolean }>(8, (each) => each.open);
    for (let n = 0; n < 20; n++) {
      const item = { id: list.next, open: n % 2 === 0 };
      expect(list.add(item)).toBe(n);
    }
    expect(list.all.length).toBeLessThanOrEqual(8);
    expect(list.all.length + list.dropped.count).toBe(20);
    expect(list.dropped.open).toBe(list.dropped.count / 2);
    expect(list.get(0)).toBeUndefined();
    for (const item of list.all) expect(list.get(item.id)).toBe(item);
  });

  it('forgets what is past and over, never what waits', () => {
    const list = createResultList<{ at: number; open: boolean }>(100, (each) => each.open);
    for (let at = 0; at < 10; at++) list.add({ at, open: at === 6 });
    list.forget((each) => each.at < 9);
    expect(list.all.map((each) => each.at)).toEqual([6, 7, 8, 9]);
    expect(list.get(6)?.at).toBe(6);
  });
});
