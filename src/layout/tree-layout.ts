import { isBytes } from '../base/bytes.ts';
import { sayBytes } from '../base/say.ts';
import { hexPreview } from './hex-layout.ts';

export interface TreeRow {
  /** JSON Pointer (RFC 6901). */
  readonly path: string;
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
    if (rows.length >= cap) {
      left++;
      return;
    }
    const entries = entriesOf(node);
    const open = entries && depth < openDepth !== toggled.has(path);
    rows.push({ path, name, depth, type: typeOf(node), text: textOf(node, entries, open === true), open });
    if (!entries || !open) return;
    for (const [key, child] of entries) visit(child, pointer(path, key), key, depth + 1);
  };
  // An object is shown as its fields: a line of its own for the whole would say nothing.
  const whole = entriesOf(value);
  if (whole && whole.length > 0) for (const [key, child] of whole) visit(child, pointer('', key), key, 0);
  else visit(value, '', null, 0);
  return { rows, left };
}

const pointer = (path: string, key: string): string =>
  `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

function entriesOf(node: unknown): readonly (readonly [string, unknown])[] | null {
  // Bytes are one value: a line for each of them would say nothing.
  if (typeof node !== 'object' || node === null || isBytes(node)) return null;
  return Object.entries(node);
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

function textOf(node: unknown, entries: readonly unknown[] | null, open: boolean): string {
  if (isBytes(node)) return `${sayBytes(node.length)} ${hexPreview(node)}`;
  if (!entries) return typeof node === 'string' ? JSON.stringify(node) : String(node);
  if (Array.isArray(node))
    return open && entries.length > 0
      ? `Array(${entries.length})`
      : entries.length === 0
        ? '[]'
        : `Array(${entries.length})`;
  return entries.length === 0 ? '{}' : open ? '' : `{…} ${entries.length}`;
}
