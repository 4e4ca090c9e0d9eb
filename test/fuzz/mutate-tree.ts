import { isBytes } from '../../src/base/bytes.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateText } from './mutate-text.ts';
import { oddNumbers, oddTexts, oddValue } from './odd-values.ts';
import type { Random } from './random.ts';

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

/** Places of a tree, few enough to be chosen from. */
function placesOf(tree: unknown, places: Place[] = []): Place[] {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return places;
  for (const name of Object.keys(tree)) {
    if (places.length > 2_000) break;
    const holder = tree as Record<string, unknown>;
    places.push({ holder, name });
    placesOf(holder[name], places);
  }
  return places;
}

/** Changes `changes` values inside a tree of plain values, in place. */
export function mutateTree(random: Random, tree: unknown, changes: number): void {
  for (let left = changes; left > 0; left--) {
    const places = placesOf(tree);
    if (places.length === 0) return;
    changePlace(random, random.pick(places));
  }
}

function changePlace(random: Random, { holder, name }: Place): void {
  const list = Array.isArray(holder) ? (holder as unknown[]) : null;
  const index = Number(name);
  const old = holder[name];
  switch (random.int(8)) {
    case 0:
      if (list) list.splice(index, 1);
      else delete holder[name];
      return;
    case 1:
      if (list) list.splice(index, 0, list[index]);
      else holder[random.pick(oddTexts)] = old;
      return;
    case 2:
      holder[name] = oddValue(random);
      return;
    case 3:
      if (list) list.splice(index, 2, ...list.slice(index, index + 2).reverse());
      else holder[name] = [old];
      return;
    default:
      holder[name] = nudged(random, old);
  }
}

/** Another value of the same type. */
function nudged(random: Random, old: unknown): unknown {
  if (typeof old === 'number') return random.once(2) ? old + random.between(-2, 2) : random.pick(oddNumbers);
  if (typeof old === 'string') return random.once(3) ? random.pick(oddTexts) : mutateText(random, old, 500);
  if (typeof old === 'boolean') return !old;
  if (isBytes(old)) return mutateBytes(random, old, 500);
  return random.once(3) ? oddValue(random) : old;
}
