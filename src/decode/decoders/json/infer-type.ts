import { sayPlural } from '../../../base/say.ts';
import { type Place, placeName } from '../../place.ts';
import type { PlaceStats, SideEvidence } from './evidence.ts';
import { isUsualId, isUsualNumber, isUsualType } from './field-slots.ts';

export interface TypePlace {
  readonly place: Place;
  readonly share: number;
  readonly byName: boolean;
  readonly because: string;
}

/** The place at which these sides' messages say what they are, or null. `taken` are places of ids, numbers and chunks. */
export function typePlace(
  sides: readonly SideEvidence[],
  taken: ReadonlySet<Place | undefined>,
): TypePlace | null {
  const total = sides.reduce((sum, each) => sum + each.messages, 0);
  let best: (TypePlace & { readonly words: number }) | null = null;
  const places = new Set(sides.flatMap((each) => [...each.places.keys()]));
  for (const place of places) {
    if (taken.has(place)) continue;
    const both = sides.map((each) => each.places.get(place)).filter((each) => each !== undefined);
    const messages = both.reduce((sum, each) => sum + each.messages, 0);
    const values = new Set(both.flatMap((each) => [...each.distinct]));
    const share = messages / total;
    const byName = place.lastIndexOf('/') === 0 && isUsualType(placeName(place));
    const name = placeName(place);
    const words = [...values].every(isWord);
    // In an array places have no names and a type is one word among few; in an object it repeats more.
    const inArray = /^\/\d$/.test(place);
    const few = Math.max(3, messages * (inArray ? 0.75 : 0.4));
    if (!words || isUsualId(name) || isUsualNumber(name)) continue;
    if (!byName && (values.size < 2 || values.size > few || messages < 6)) continue;
    if (share < 0.5 || (!byName && place.lastIndexOf('/') >= 0 && !inArray && !tellsShapes(both))) continue;
    const better =
      !best ||
      (byName && !best.byName) ||
      (byName === best.byName && place.split('/').length < best.place.split('/').length) ||
      // Of two in an array the one with more words: a topic stays the same from message to message.
      (inArray && /^\/\d$/.test(best.place) && values.size > best.words);
    if (better && !(best?.byName && !byName))
      best = {
        place,
        share,
        byName,
        words: values.size,
        because: `${sayPlural(values.size, 'word')} at ${place} in ${messages} of ${total} messages`,
      };
  }
  return best;
}

/** Whether all that this side has at a place could be types. */
export const hasWordsAt = (side: SideEvidence, place: Place): boolean =>
  [...(side.places.get(place)?.distinct ?? [])].every(isWord);

const isWord = (value: string): boolean => /^[A-Za-z][\w.:/$-]*$/.test(value);

/** Whether messages look different from value to value and alike within one, as those of a type do: a user's name tells nothing of that. */
function tellsShapes(both: readonly PlaceStats[]): boolean {
  const byValue = new Map<string, Set<string>>();
  for (const { shapes } of both)
    for (const [value, seen] of shapes) {
      const all = byValue.get(value) ?? new Set();
      for (const shape of seen) all.add(shape);
      byValue.set(value, all);
    }
  const shapes = new Set([...byValue.values()].flatMap((each) => [...each]));
  const pairs = [...byValue.values()].reduce((sum, each) => sum + each.size, 0);
  return shapes.size > 1 && pairs <= byValue.size * 1.5 && shapes.size > byValue.size / 3;
}
