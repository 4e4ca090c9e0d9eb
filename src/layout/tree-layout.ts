import { isBytes } from '../base/bytes.ts';
import { sayBytes, sayCount } from '../base/say.ts';
import { shorten } from '../base/shorten.ts';
import { hexPreview } from './hex-layout.ts';

export interface TreeRow {
  /** JSON Pointer (RFC 6901); not one that leads there where `isPlace` is false. */
  readonly path: string;
  /** Whether the path can be used: a key of it may be too long for one. */
  readonly isPlace: boolean;
  /** Cut where it is too long for a line. */
  readonly name: string | null;
  readonly depth: number;
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'object' | 'array';
  readonly text: string;
  /** Null for a leaf. */
  readonly open: boolean | null;
}

const openDepth = 2;

/**
 * A JSON value as the list of its open lines. Levels below `openDepth` start closed; `toggled` holds the paths at which the user
 * changed that. At most `cap` lines; `left` says how many siblings are beyond. Texts are cut, and say by how much; when many of them are long, the
 * later ones more.
 */
export function flattenTree(
  value: unknown,
  toggled: ReadonlySet<string>,
  cap = shownRows,
): { readonly rows: readonly TreeRow[]; readonly left: number } {
  const rows: TreeRow[] = [];
  let left = 0;
  let room = shownText;
  const visit = (node: unknown, path: string, isPlace: boolean, name: string | null, depth: number): void => {
    const keys = keysOf(node);
    const open = keys && depth < openDepth !== toggled.has(path);
    const text = textOf(node, keys, open === true, Math.max(leastString, Math.min(shownString, room)));
    room -= text.length;
    const shownName = name === null ? null : shorten(name, longestKey);
    rows.push({ path, isPlace, name: shownName, depth, type: typeOf(node), text, open });
    if (keys && open) visitAll(node, keys, path, isPlace, depth + 1);
  };
  const visitAll = (node: unknown, keys: Keys, path: string, isPlace: boolean, depth: number): void => {
    for (let at = 0; at < keys.length; at++) {
      if (rows.length >= cap) {
        left += keys.length - at;
        return;
      }
      const key = keys.names?.[at] ?? String(at);
      const fits = key.length <= longestKey;
      const below = fits ? pointer(path, key) : `${path}/…${at}`;
      visit((node as Readonly<Record<string, unknown>>)[key], below, isPlace && fits, key, depth);
    }
  };
  // An object is shown as its fields: a line of its own for the whole would say nothing.
  const whole = keysOf(value);
  if (whole && whole.length > 0) visitAll(value, whole, '', true, 0);
  else visit(value, '', true, null, 0);
  return { rows, left };
}

/** What a node holds: an array's indices are not written out, it may have a million. */
interface Keys {
  readonly length: number;
  readonly names: readonly string[] | null;
}

const pointer = (path: string, key: string): string =>
  `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function keysOf(node: unknown): Keys | null {
  // Bytes are one value: a line for each of them would say nothing.
  if (typeof node !== 'object' || node === null || isBytes(node)) return null;
  if (Array.isArray(node)) return { length: node.length, names: null };
  const names = Object.keys(node);
  return { length: names.length, names };
}

function typeOf(node: unknown): TreeRow['type'] {
  if (node === null || node === undefined) return 'null';
  if (Array.isArray(node)) return 'array';
  switch (typeof node) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'object':
      return 'object';
    default:
      return 'number';
  }
}

function textOf(node: unknown, keys: Keys | null, open: boolean, most: number): string {
  if (isBytes(node)) return `${sayBytes(node.length)} ${hexPreview(node)}`;
  if (!keys) return typeof node === 'string' ? quoted(node, most) : shorten(String(node), most);
  if (Array.isArray(node)) return keys.length === 0 ? '[]' : `Array(${sayCount(keys.length)})`;
  return keys.length === 0 ? '{}' : open ? '' : `{…} ${sayCount(keys.length)}`;
}

/** Lines that are shown at first. */
export const shownRows = 200;
/** Characters of a string that one line shows, of all strings together, and of one in any case; the raw view and a copy have more. */
const shownString = 4_000;
const shownText = 40_000;
const leastString = 100;
/** Characters of a key that are shown, and that a place may have. */
const longestKey = 200;

const quoted = (text: string, most: number): string =>
  text.length <= most
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, most))} … ${sayCount(text.length - most)} more characters`;
