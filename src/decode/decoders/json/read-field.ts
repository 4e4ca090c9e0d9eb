import { cut } from '../../../base/cut.ts';
import type { JsonObject } from '../../json.ts';

/** The value under the first of these names that has one. */
export const first = (message: JsonObject, names: readonly string[]): unknown => {
  for (const name of names) {
    if (!Object.hasOwn(message, name)) continue;
    const value = message[name];
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
};

export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

const digits = /^(?:0|[1-9]\d{0,14})$/;

/** A number that protobuf's JSON wrote as a string, as it does with 64 bits: "1001" → 1001. Everything else as it is. */
export const unquoted = (value: unknown): unknown =>
  typeof value === 'string' && digits.test(value) ? Number(value) : value;

export const count = (from: JsonObject, names: readonly string[]): number | undefined => {
  const value = unquoted(first(from, names));
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
};

export const string = (from: JsonObject, names: readonly string[]): string | undefined => {
  const value = first(from, names);
  return typeof value === 'string' ? cut(value) : typeof value === 'number' ? String(value) : undefined;
};
