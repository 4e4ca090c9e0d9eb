/** A source of choices. The same target and seed give the same choices on every machine. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number;
  /** A whole number, both ends included. */
  between(from: number, to: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** From `least` to `most` values. */
  list<T>(least: number, most: number, make: (at: number) => T): T[];
  /** Characters or bytes that this input may have: nearly always few, once in 20,000 inputs eight million. */
  budget(): number;
}

/** Mulberry32, begun with an FNV-1a hash of the target's name and the seed. */
export function createRandom(target: string, seed: number): Random {
  let state = 0x811c9dc5;
  for (const unit of `${target} ${seed}`) state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);

  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number): number => Math.floor(next() * below);
  const between = (from: number, to: number): number => from + int(to - from + 1);

  return {
    int,
    between,
    once: (times) => int(times) === 0,
    pick: (list) => list[int(list.length)]!,
    list: (least, most, make) => Array.from({ length: between(least, most) }, (_, at) => make(at)),
    budget() {
      const size = int(20_000);
      if (size === 0) return 8_000_000;
      if (size < 10) return 1_000_000;
      return size < 200 ? 64_000 : 2_000;
    },
  };
}
