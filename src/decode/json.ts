import { parse } from 'lossless-json';
import { fail, ok, type Result } from '../base/result.ts';
import type { DecodeProblem } from './packet.ts';

const longNumber = /\d{16}/;

/**
 * Parses JSON and keeps every digit: integers that a double cannot hold come back as BigInt. The exact parser runs only on
 * texts with 16 digits in a row, which is where a double may fail; all others cost one `JSON.parse`.
 */
export function parseJson(text: string): Result<unknown, DecodeProblem> {
  try {
    return ok(longNumber.test(text) ? parse(text, null, { parseNumber: exactNumber }) : JSON.parse(text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const offset = Number(/position (\d+)/.exec(message)?.[1] ?? 0);
    return fail({ code: 'json-syntax', offset, message });
  }
}

function exactNumber(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : BigInt(digits);
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A correlation id as a key. 1 and "1" stay two keys and UUIDs stay readable: strings are bare unless they would read as
 * another JSON value.
 */
export function keyOf(id: unknown): string | null {
  if (typeof id === 'number' || typeof id === 'bigint') return String(id);
  if (typeof id !== 'string' || id === '') return null;
  return readsAsJson.test(id) ? JSON.stringify(id) : id;
}

const readsAsJson = /^(?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null|".*)$/i;
