import type { Direction } from '../../../wire/fact.ts';
import type { ConventionPart, ConventionSide, FoundPart } from '../../convention.ts';
import type { Place } from '../../place.ts';
import type { Correlation } from './infer-ids.ts';

export type Parts = Partial<Record<ConventionPart, FoundPart>>;

/** What is being laid down for the messages of both directions, or of one. */
export interface Draft {
  readonly convention: { -readonly [Part in keyof ConventionSide]: ConventionSide[Part] };
  readonly parts: Parts;
}

export const draft = (): Draft => ({ convention: {}, parts: {} });
export const directions = ['sent', 'received'] as const;
export const opposite = { sent: 'received', received: 'sent' } as const;

export function say(
  parts: Parts,
  part: ConventionPart,
  place: Place | null,
  confidence: number,
  because: string,
): void {
  parts[part] = { place, by: 'evidence', confidence, because };
}

export function lay(
  { convention, parts }: Draft,
  part: ConventionPart,
  place: Place,
  found: Correlation,
): void {
  convention[part] = place;
  say(parts, part, place, found.share, found.because);
}

export type Sides = Readonly<Record<Direction, Draft>>;
