import { parse } from 'lossless-json';
import { fail, ok, type Result } from '../base/result.ts';
import type { DecodeProblem } from './packet.ts';

const longNumber = /\d{16}/;

/**
 * Parses JSON (RFC 8259) and keeps every digit: integers that a double cannot hold come back as BigInt. The exact parser runs
 * only on texts with 16 digits in a row, which is where a double may fail; all others cost one `JSON.parse`.
 */
export function parseJson(text: string): Result<unknown, DecodeProblem> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(jsonProblem(text));
  }
  return ok(longNumber.test(text) ? exactly(text, value) : value);
}

/** `value` with all digits; as it is where the text is nested deeper than the exact parser can follow. */
function exactly(text: string, value: unknown): unknown {
  try {
    return parse(text, null, { parseNumber: exactNumber, onDuplicateKey: ({ newValue }) => newValue });
  } catch {
    return value;
  }
}

/** Why and where (in characters) `text` is no JSON, in words that are the same in every engine, unlike those of `JSON.parse`. */
export function jsonProblem(text: string): DecodeProblem {
  const code = 'json-syntax';
  try {
    parse(text, null, { onDuplicateKey: ({ newValue }) => newValue });
  } catch (error) {
    const [, message, offset] = /^(.*) at position (\d+)$/s.exec((error as Error).message) ?? [];
    if (message !== undefined) return { code, offset: Number(offset), message };
  }
  return { code, offset: 0, message: 'Not JSON, or nested too deeply to tell where it is not' };
}

function exactNumber(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) || !/^-?\d+$/.test(digits) ? value : BigInt(digits);
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const recordSeparator = String.fromCharCode(0x1e);
const betweenSeparators = new RegExp(`[^\\n\\r${recordSeparator}]+`, 'g');

/**
 * The values of a text that holds several: one a line (Centrifugo), or each behind or in front of a record separator (RFC 7464, SignalR).
 * Offsets are in characters. Null where it holds one, or none that can be read.
 */
export function jsonSequence(text: string): readonly JsonPart[] | null {
  const parts: JsonPart[] = [];
  let read = 0;
  for (const match of text.matchAll(betweenSeparators)) {
    const [part] = match;
    if (part.trim() === '') continue;
    const parsed = looksLikeJson(part) ? parseJson(part) : fail(jsonProblem(part));
    if (parsed.ok) read++;
    parts.push({ text: part, from: match.index, parsed });
  }
  return read > 0 && (parts.length > 1 || text.includes(recordSeparator)) ? parts : null;
}

export interface JsonPart {
  readonly text: string;
  readonly from: number;
  readonly parsed: Result<unknown, DecodeProblem>;
}

/** Begins with a brace or a bracket, white space aside. */
export function looksLikeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === 0x7b || first === 0x5b) return true;
  return first <= 0x20 && /^\s*[[{]/.test(text);
}
