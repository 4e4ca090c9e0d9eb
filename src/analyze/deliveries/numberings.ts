import type { Direction } from '../../wire/fact.ts';
import { createNumbering, type MutableNumbering } from './numbering.ts';

/** Numberings followed; channels that are named after data must not fill the memory. */
const most = 2000;

/** What is numbered: one numbering for each chain, direction and channel. */
export interface Numberings {
  /** Grows at the end, and shrinks in place. */
  readonly all: readonly MutableNumbering[];
  of(chain: number, direction: Direction, channel: string): MutableNumbering;
  ofChain(chain: number): readonly MutableNumbering[];
  /** Lets go of those whose chain is no longer listed. */
  forget(hasChain: (chain: number) => boolean): void;
}

/** @param keep deliveries that are kept in all */
export function createNumberings(keep: number): Numberings {
  const all: MutableNumbering[] = [];
  const byKey = new Map<string, MutableNumbering>();
  const byChain = new Map<number, MutableNumbering[]>();
  let last: MutableNumbering | undefined;
  let begun = 0;
  return {
    all,
    ofChain: (chain) => byChain.get(chain) ?? [],
    forget(hasChain) {
      const kept = all.filter(({ chain }) => hasChain(chain));
      if (kept.length === all.length) return;
      all.length = 0;
      for (const each of kept) all.push(each);
      for (const [key, { chain }] of byKey) if (!hasChain(chain)) byKey.delete(key);
      for (const chain of byChain.keys()) if (!hasChain(chain)) byChain.delete(chain);
      last = undefined;
    },
    of(chain, direction, channel) {
      if (last && last.chain === chain && last.direction === direction && last.channel === channel)
        return last;
      const key = `${chain}|${direction}|${all.length < most ? channel : ''}`;
      let numbering = byKey.get(key);
      if (!numbering) {
        numbering = createNumbering(begun++, chain, direction, channel, keep);
        all.push(numbering);
        byKey.set(key, numbering);
        const group = byChain.get(chain);
        if (group) group.push(numbering);
        else byChain.set(chain, [numbering]);
      }
      last = numbering;
      return numbering;
    },
  };
}
