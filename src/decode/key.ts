import { longestName } from '../base/cut.ts';

/**
 * A correlation id as a key. 1 and "1" stay two keys and UUIDs stay readable: strings are bare unless they would read as
 * another JSON value. A text longer than any name is content: tens of thousands of ids are remembered.
 */
export function keyOf(id: unknown): string | null {
  if (typeof id === 'string')
    return id === '' || id.length > longestName
      ? null
      : mayReadAsJson(id) && readsAsJson.test(id)
        ? JSON.stringify(id)
        : id;
  return typeof id === 'number' || typeof id === 'bigint' ? String(id) : null;
}

/** The same value with the other type, where there is one: 7 ↔ "7". What a server that quotes its ids would answer under. */
export function twinKey(key: string): string | null {
  if (/^"-?\d+"$/.test(key)) return key.slice(1, -1);
  return /^-?\d+$/.test(key) ? `"${key}"` : null;
}

/** A key as its id stands in the message: `"7"` is 7 within quotes. */
export const bareKey = (key: string): string => (key.startsWith('"') ? key.slice(1, -1) : key);

/** Under what a key is kept where it is told apart by what it counts in. No scope and '' are the same. */
export const keyIn = (scope: string | undefined, key: string): string => (scope ? `${scope}\n${key}` : key);

const readsAsJson = /^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null|".*)$/i;

/** Whether the first character leaves it open: a digit, a minus, a quote, t, f or n. Spares most ids the pattern. */
function mayReadAsJson(id: string): boolean {
  const first = id.charCodeAt(0);
  if (first <= 0x39) return first >= 0x30 || first === 0x2d || first === 0x22;
  const letter = first | 0x20;
  return letter === 0x74 || letter === 0x66 || letter === 0x6e;
}
