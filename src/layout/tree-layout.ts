import { isBytes } from '../base/bytes.ts';
import { cut, longestName } from '../base/cut.ts';
import { sayBytes, sayCount } from '../base/say.ts';
import { placeBelow } from '../decode/place.ts';
import { hexPreview } from './hex-layout.ts';

export interface TreeRow {
  /** JSON Pointer (RFC 6901). A name that was cut makes one that finds nothing, and is the only one of its kind all the same. */
  readonly path: string;
  /** Cut after a thousand characters: content may stand in a name as well. */
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
 * changed that. At most `cap` lines; `left` says how many siblings are beyond.
 */
export function flattenTree(
  value: unknown,
  toggled: ReadonlySet<string>,
  cap = 2000,
): { readonly rows: readonly TreeRow[]; readonly left: number } {
  const rows: TreeRow[] = [];
  let left = 0;
  const visit = (node: unknown, path: string, name: string | null, depth: number): void => {
    const keys = keysOf(node);
    const open = keys && depth < openDepth !== toggled.has(path);
    rows.push({ path, name, depth, type: typeOf(node), text: textOf(node, keys, open === true), open });
    if (keys && open) visitAll(node, keys, path, depth + 1);
  };
  const visitAll = (node: unknown, keys: Keys, path: string, depth: number): void => {
    for (let at = 0; at < keys.length; at++) {
      if (rows.length >= cap) {
        left += keys.length - at;
        return;
      }
      const key = keys.names?.[at] ?? String(at);
      const name = key.length > longestName ? `${cut(key)}… (${at})` : key;
      visit((node as Readonly<Record<string, unknown>>)[key], placeBelow(path, name), name, depth);
    }
  };
  // An object is shown as its fields: a line of its own for the whole would say nothing.
  const whole = keysOf(value);
  if (whole && whole.length > 0) visitAll(value, whole, '', 0);
  else visit(value, '', null, 0);
  return { rows, left };
}

/** What a node holds: an array's indices are not written out, it may have a million. */
interface Keys {
  readonly length: number;
  readonly names: readonly string[] | null;
}

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

function textOf(node: unknown, keys: Keys | null, open: boolean): string {
  if (isBytes(node)) return `${sayBytes(node.length)} ${hexPreview(node)}`;
  if (!keys) return typeof node === 'string' ? quoted(node) : String(node);
  if (Array.isArray(node)) return keys.length === 0 ? '[]' : `Array(${keys.length})`;
  return keys.length === 0 ? '{}' : open ? '' : `{…} ${keys.length}`;
}

/** Characters of a string that one line shows; the raw view and a copy have more. */
const shownString = 8_000;

const quoted = (text: string): string =>
  text.length <= shownString
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, shownString))} … ${sayCount(text.length - shownString)} more characters`;
