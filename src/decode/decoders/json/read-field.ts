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

export const count = (from: JsonObject, names: readonly string[]): number | undefined => {
  const value = first(from, names);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
};

export const string = (from: JsonObject, names: readonly string[]): string | undefined => {
  const value = first(from, names);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};
