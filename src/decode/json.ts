import { fail, ok, type Result } from '../base/result.ts';
import { maxItems, maxPackets, tooManyItems } from './budget.ts';
import { readExactJson } from './exact-json.ts';
import type { DecodeProblem } from './packet.ts';

const longNumber = /\d{16}/;

/**
 * Parses JSON (RFC 8259) and keeps every digit: integers that a double cannot hold come back as BigInt. The exact reader runs
 * only on texts with 16 digits in a row, which is where a double may fail; all others cost one `JSON.parse`.
 */
export function parseJson(text: string): Result<unknown, DecodeProblem> {
  const large = sizeProblem(text);
  if (large) return fail(large);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail(jsonProblem(text));
  }
  return longNumber.test(text) ? readExactJson(text) : ok(value);
}

/** Why and where (in characters) `text` is no JSON, in words that are the same in every engine, unlike those of `JSON.parse`. */
export function jsonProblem(text: string): DecodeProblem {
  const large = sizeProblem(text);
  if (large) return large;
  const read = readExactJson(text);
  return read.ok ? { code: 'json-syntax', offset: 0, message: 'Not JSON' } : read.error;
}

/** Null where `JSON.parse` of the text builds no more than `maxItems` items, which it would do before it finds an error as well. */
export function sizeProblem(text: string): DecodeProblem | null {
  if (text.length <= maxItems) return null;
  let items = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) at = stringEnd(text, at);
    // An item begins behind each of { [ , and :
    else if ((unit === 0x7b || unit === 0x5b || unit === 0x2c || unit === 0x3a) && ++items > maxItems)
      return tooManyItems(at);
  }
  return null;
}

/** The quote that ends the string which begins at `from`. */
function stringEnd(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at;
    if (unit === 0x5c) at++;
  }
  return at;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lines without one that can be read, after which none is looked for. */
const triedLines = 500;
const recordSeparator = String.fromCharCode(0x1e);

/**
 * The values of a text that holds several: one a line (Centrifugo), or each behind or in front of a record separator (RFC 7464, SignalR).
 * Offsets are in characters. Null where it holds one, or none that can be read; `too-many` where it holds more than are read.
 */
export function jsonSequence(text: string): readonly JsonPart[] | 'too-many' | null {
  const parts: JsonPart[] = [];
  let read = 0;
  for (let from = 0; from < text.length; from++) {
    const end = lineEnd(text, from);
    const part = text.slice(from, end);
    if (part.trim() !== '') {
      if (parts.length >= maxPackets) return 'too-many';
      if (read === 0 && parts.length >= triedLines) return null;
      const parsed = looksLikeJson(part) ? parseJson(part) : fail(jsonProblem(part));
      if (parsed.ok) read++;
      parts.push({ text: part, from, parsed });
    }
    from = end;
  }
  return read > 0 && (parts.length > 1 || text.includes(recordSeparator)) ? parts : null;
}

/** Where the line or record that begins at `from` ends. */
function lineEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || unit === 0x0d || unit === 0x1e) break;
  }
  return at;
}

export interface JsonPart {
  readonly text: string;
  readonly from: number;
  readonly parsed: Result<unknown, DecodeProblem>;
}

/** Begins with a brace or a bracket, white space aside. */
export function looksLikeJson(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x7b || unit === 0x5b) return true;
    if (!isBlank(unit)) return false;
  }
  return false;
}

/** JSON's own white space (RFC 8259 §2). */
const isBlank = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
