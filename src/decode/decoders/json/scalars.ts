import { isBytes } from '../../../base/bytes.ts';
import { isObject } from '../../json.ts';
import { jsonWithin, type Place, placeBelow } from '../../place.ts';
import { isIdList } from './field-slots.ts';

/** One value that could be an id, a number or a type, with where it stands. */
export interface Scalar {
  readonly place: Place;
  readonly value: string | number;
}

const none: readonly Scalar[] = [];
const deepest = 3;
const most = 40;
/** Values of the lists of ids in one message. */
const mostListed = 400;
/** Elements of an array that is a message itself: `[id, event, data]`. */
const elements = 5;
/** Text longer than this is content, not an id. */
export const longestId = 128;

/** The scalars of one message that are worth comparing: short strings and whole numbers, down to three levels and into JSON in strings. */
export function scalarsOf(message: unknown): readonly Scalar[] {
  const found: Scalar[] = [];
  if (isBytes(message)) return byteScalars(message);
  visit(message, '', 0, found);
  return found;
}

/** Values of the lists of ids in a message, at its top or a level down. Other lists are data. */
export function listedScalars(message: unknown, place: Place = '', depth = 0): readonly Scalar[] {
  if (!isObject(message)) return none;
  const found: Scalar[] = [];
  for (const key in message) {
    if (found.length >= mostListed) break;
    if (key.length > longestId) continue;
    const value = message[key];
    const below = placeBelow(place, key);
    if (Array.isArray(value) && isIdList(key)) {
      for (const each of value.slice(0, most))
        if (Number.isInteger(each) || (typeof each === 'string' && each !== '' && each.length <= longestId))
          found.push({ place: below, value: each as string | number });
    } else if (depth === 0) found.push(...listedScalars(value, below, 1));
  }
  return found;
}

function visit(value: unknown, place: Place, depth: number, found: Scalar[]): void {
  if (found.length >= most) return;
  if (typeof value === 'string') {
    const within = value.length > 1 && depth > 0 ? jsonWithin(value) : undefined;
    if (within) visit(within, place, depth, found);
    else if (value !== '' && value.length <= longestId) found.push({ place, value });
    return;
  }
  if (typeof value === 'number') {
    if (Number.isInteger(value)) found.push({ place, value });
    return;
  }
  if (depth >= deepest) return;
  if (Array.isArray(value)) {
    // Lists inside a message are data; only the array that is the message has places with a meaning.
    if (depth > 0) return;
    for (let at = 0; at < Math.min(elements, value.length); at++)
      visit(value[at], placeBelow(place, at), depth + 1, found);
    return;
  }
  if (!isObject(value)) return;
  for (const key in value) {
    if (found.length >= most) return;
    // A key that long is content, and a place of it would be kept for as long as the endpoint.
    if (key.length <= longestId) visit(value[key], placeBelow(place, key), depth + 1, found);
  }
}

/** Runs of bytes in which binary protocols put an id: at the front or behind a byte or two that say what it is. */
const runs = [
  [0, 2],
  [0, 4],
  [0, 8],
  [0, 16],
  [1, 3],
  [1, 5],
  [1, 9],
  [1, 17],
  [2, 4],
  [2, 6],
  [4, 8],
] as const;

function byteScalars(bytes: Uint8Array): readonly Scalar[] {
  const found: Scalar[] = [];
  for (const [from, to] of runs) {
    if (bytes.length < to) continue;
    let value = '';
    for (let at = from; at < to; at++) value += bytes[at]!.toString(16).padStart(2, '0');
    found.push({ place: `bytes:${from}-${to}`, value });
  }
  return found;
}
