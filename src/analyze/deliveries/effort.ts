import type { Direction } from '../../wire/fact.ts';
import type { Delivery, Transmission } from '../results.ts';

export type MutableDelivery = { -readonly [Key in keyof Delivery]: Delivery[Key] } & {
  transmissions: Transmission[];
};

export interface Attempt extends Transmission {
  readonly key: string;
  answeredAt: number | null;
}

/** One event that was asked, and asked again with the same content. */
export interface Effort {
  /** Under which it is looked up by its content. */
  readonly at: string;
  readonly chain: number;
  readonly scope: string;
  readonly name: string;
  readonly direction: Direction;
  readonly attempts: Attempt[];
  /** From the second attempt on. */
  delivery: MutableDelivery | null;
}

export const keyOf = (connection: number, asker: Direction, scope: string, key: string): string =>
  `${connection}|${asker}|${scope}|${key}`;

export const longestGap = ({ attempts }: Effort): number =>
  attempts.slice(1).reduce((longest, each, at) => Math.max(longest, each.time - attempts[at]!.time), 0);

/** A timeout stays what it is: an attempt that is not followed by another for half as long again was the last. */
export const givenUpAt = (effort: Effort): number => {
  const gap = longestGap(effort);
  return effort.attempts.at(-1)!.time + Math.max(gap * 1.5, gap + 500);
};
