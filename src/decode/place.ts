import { isBytes } from '../base/bytes.ts';
import { printable } from '../base/printable.ts';
import { isObject } from './json.ts';

/**
 * Where a value stands in a message. A JSON Pointer (RFC 6901) that also steps into strings that hold JSON, or a run of bytes of a binary
 * frame:
 *
 *   /meta/correlationId      {"meta":{"correlationId":"c-1"}}                → "c-1"
 *   /0                       ["c-1","user.get",{}]                           → "c-1"
 *   /data/id                 {"event":"x","data":"{\"id\":7}"}               → 7
 *   bytes:0-4                00 00 00 07 …, from the first byte up to the 5th → "00000007"
 *   bytes:0-4le              the same as a number, little-endian (`be` big-endian)
 */
export type Place = string;

const bytePlace = /^bytes:(\d{1,3})-(\d{1,3})(be|le)?$/;
/** Longer pointers than any message has levels worth reading. */
const maxSteps = 16;
const maxLength = 4_000;

/** Characters of what was written that an error repeats: a file of rules may hold a megabyte of anything. */
const longestQuote = 60;
const quoted = (place: string): string =>
  `"${printable(place.slice(0, longestQuote))}${place.length > longestQuote ? '…' : ''}"`;

/** Null where `place` is one; a sentence that says what is wrong with it where it is none. */
export function placeProblem(place: string): string | null {
  if (place.length > maxLength) return `${quoted(place)} has more than ${maxLength} characters.`;
  if (place.startsWith('bytes:')) {
    const [, from, to, order] = bytePlace.exec(place) ?? [];
    if (from === undefined || to === undefined)
      return `${quoted(place)} is no run of bytes: write bytes:FROM-TO, for example bytes:0-4.`;
    const width = Number(to) - Number(from);
    if (width < 1 || width > 32) return `${quoted(place)} has to cover 1 to 32 bytes.`;
    if (order !== undefined && width > 6)
      return `${quoted(place)} is too wide for a number: 6 bytes at most, or leave ${order} out.`;
    return null;
  }
  if (!place.startsWith('/'))
    return `${quoted(place)} is no JSON Pointer: it begins with a slash, for example /meta/id (RFC 6901).`;
  if (/~(?![01])/.test(place)) return `${quoted(place)} has a ~ that is neither ~0 nor ~1 (RFC 6901).`;
  if (place.split('/').length - 1 > maxSteps) return `${quoted(place)} has more than ${maxSteps} steps.`;
  return null;
}

export const isBytePlace = (place: Place): boolean => place.startsWith('bytes:');

/** The last step's name, "" where there is none: `/meta/id` → "id". */
export const placeName = (place: Place): string =>
  (place.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');

/** One more step down, for names that were measured before: ("/meta", "a/b") → "/meta/a~1b". */
export const placeBelow = (place: Place, key: string | number): Place =>
  `${place}/${typeof key === 'number' ? key : key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Reads one place out of messages; undefined where there is nothing, or the place is none. */
export function placeReader(place: Place): (message: unknown) => unknown {
  if (placeProblem(place) !== null) return () => undefined;
  const bytes = bytePlace.exec(place);
  if (bytes) return byteReader(Number(bytes[1]), Number(bytes[2]), bytes[3]);
  const steps = place
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return (message) => step(message, only);
  return (message) => {
    let value = message;
    for (const each of steps) {
      value = step(value, each);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function step(value: unknown, name: string): unknown {
  if (typeof value === 'string') return step(jsonWithin(value), name);
  if (Array.isArray(value)) return /^\d+$/.test(name) ? value[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Characters of a string that is tried as JSON; larger ones are content. */
const withinCap = 64 * 1024;

/** The object or array that a string holds, or undefined. */
export function jsonWithin(text: string): object | undefined {
  const first = text.charCodeAt(0);
  if ((first !== 0x7b && first !== 0x5b) || text.length > withinCap) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function byteReader(from: number, to: number, order: string | undefined): (message: unknown) => unknown {
  return (message) => {
    if (!isBytes(message) || message.length < to) return undefined;
    const bytes = message.subarray(from, to);
    if (order === undefined) return hex(bytes);
    let value = 0;
    for (let at = 0; at < bytes.length; at++)
      value = value * 256 + bytes[order === 'be' ? at : bytes.length - 1 - at]!;
    return value;
  };
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
