import { isBytes } from '../../src/base/bytes.ts';
import type { Random } from './random.ts';

/** Numbers at the edges of what columns, dates, doubles and counts hold. */
export const oddNumbers: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1,
  2,
  255,
  256,
  65_535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  1e21,
  1e300,
  8.64e15,
  253_402_300_799_999,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** Texts that something may trip over: control characters, halves of surrogate pairs, names of an object's own, dates, numbers. */
export const oddTexts: readonly string[] = [
  '',
  ' ',
  '\0',
  '\n',
  '\u001b]52;c;x\u0007\nforged',
  '\u202e\u2066',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\udc00x',
  '😀',
  'é\u0301',
  '\x1e',
  '__proto__',
  'constructor',
  'toString',
  'length',
  '%',
  '%E0%A4%A',
  '-0',
  '1e999',
  '12345678901234567890',
  '9007199254740993',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  'AAAA====',
  'null',
  '{}',
  '[]',
  '{"id":1',
  '~1~0',
  'constructed',
  'pending',
  'received',
];

/** Pieces of protocols, to be put anywhere. */
const pieces: readonly string[] = [
  '"',
  '\\',
  '\\u',
  '\\ud800',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '-',
  '.',
  'e',
  '"id":',
  '"seq":1,',
  '"type":"error",',
  '"__proto__":{},',
  '{"_placeholder":true,"num":0}',
  '{"_placeholder":true,"num":1e9}',
  'null',
  '/',
  '451-',
  '42',
  '43',
  '0{"sid":"x"}',
  ...oddTexts,
];

const nests: readonly (readonly [string, string])[] = [
  ['[', ']'],
  ['{"a":', '}'],
  ['[{"id":', '}]'],
  ['{"data":[', ']}'],
  ['"', '"'],
];

type Change = (random: Random, text: string, budget: number) => string;

const textChanges: readonly Change[] = [
  (random, text) => text.slice(0, random.int(text.length + 1)),
  (random, text) => text.slice(random.int(text.length + 1)),
  (random, text) => splice(text, random.int(text.length + 1), random.int(8), ''),
  (random, text) => splice(text, random.int(text.length + 1), random.int(3), random.pick(pieces)),
  (random, text) => splice(text, random.int(text.length + 1), 1, String.fromCharCode(random.int(0x10000))),
  (random, text) => splice(text, random.int(text.length + 1), 1, String.fromCharCode(random.int(0x80))),
  (random, text) => splice(text, random.int(text.length + 1), 0, cutOut(random, text)),
  // Digits where digits are.
  (random, text) => {
    const at = text.slice(random.int(text.length + 1)).search(/\d/);
    return at < 0 ? `${text}${random.pick(oddNumbers)}` : splice(text, at, 1, `${random.pick(oddNumbers)}`);
  },
  repeated,
  repeated,
  (random, text, budget) => {
    const [open, close] = random.pick(nests);
    const room = Math.max(0, budget - text.length) / (open.length + close.length);
    const deep = random.int(Math.floor(random.once(4) ? room : Math.min(room, 20)) + 1);
    return open.repeat(deep) + text + close.repeat(random.once(4) ? random.int(deep + 1) : deep);
  },
];

function cutOut(random: Random, text: string): string {
  const from = random.int(text.length + 1);
  return text.slice(from, from + random.between(1, 40));
}

/** A piece of it, or something odd, as often as there is room for. */
function repeated(random: Random, text: string, budget: number): string {
  const piece = (random.once(3) ? random.pick(pieces) : cutOut(random, text)) || ',';
  const room = Math.floor(Math.max(0, budget - text.length) / piece.length);
  const times = budget > 10_000 || random.once(8) ? room : random.int(Math.min(room, 12) + 1);
  return splice(text, random.int(text.length + 1), 0, piece.repeat(times));
}

const splice = (text: string, at: number, count: number, put: string): string =>
  text.slice(0, at) + put + text.slice(at + count);

/** The text with one to four changes. */
export function mutateText(random: Random, text: string, budget: number): string {
  let changed = text;
  for (let left = random.between(1, 4); left > 0; left--) {
    const change = budget > 10_000 && left === 1 ? repeated : random.pick(textChanges);
    changed = change(random, changed, budget);
  }
  return changed;
}

/** The bytes with one to four changes: bits, announced lengths, cuts, repetitions. */
export function mutateBytes(random: Random, bytes: Uint8Array, budget: number): Uint8Array {
  let changed = bytes.slice();
  for (let left = random.between(1, 4); left > 0; left--) changed = changeBytes(random, changed, budget);
  return changed;
}

function changeBytes(random: Random, bytes: Uint8Array, budget: number): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(bytes);
  const at = random.int(bytes.length + 1);
  switch (random.int(8)) {
    case 0:
      return changed.slice(0, at);
    case 1:
      return changed.slice(at);
    case 2:
      changed[at] = changed[at]! ^ (1 << random.int(8));
      return changed;
    case 3:
      changed[at] = random.pick([0, 1, 0x1e, 0x7f, 0x80, 0xc1, 0xc7, 0xd9, 0xdc, 0xdd, 0xdf, 0xff]);
      return changed;
    case 4: {
      // An announced length, in either order of bytes.
      const length = random.pick([0, 1, bytes.length - at, bytes.length, 2 ** 16, 2 ** 31, 2 ** 32 - 1]);
      const view = new DataView(changed.buffer);
      if (at + 4 <= changed.length) view.setUint32(at, length, random.once(3));
      return changed;
    }
    case 5:
      return join(
        changed.subarray(0, at),
        Uint8Array.from(random.list(0, 12, () => random.int(256))),
        changed.subarray(at),
      );
    default: {
      const piece = bytes.subarray(at, at + random.between(1, 12));
      if (piece.length === 0) return changed;
      const room = Math.floor(Math.max(0, budget - bytes.length) / piece.length);
      const times = budget > 10_000 || random.once(8) ? room : random.int(Math.min(room, 12) + 1);
      const put = new Uint8Array(times * piece.length);
      for (let nth = 0; nth < times; nth++) put.set(piece, nth * piece.length);
      return join(changed.subarray(0, at), put, changed.subarray(at));
    }
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What may stand where another value is expected. */
export function oddValue(random: Random): unknown {
  switch (random.int(9)) {
    case 0:
      return random.pick(oddNumbers);
    case 1:
      return random.pick(oddTexts);
    case 2:
      return random.pick([null, true, false, undefined]);
    case 3:
      return random.pick<unknown>([
        [],
        [[]],
        {},
        { length: 1 },
        { toString: null },
        { valueOf: 1, toString: 1 },
        [null],
      ]);
    case 4:
      return Uint8Array.of(1, 2, 3);
    case 5:
      return new Array(random.pick([1, 3, 70_000]));
    case 6:
      return random.int(10);
    case 7:
      return random.pick(oddTexts).repeat(random.pick([1, 2, 200]));
    default:
      return { [random.pick(oddTexts)]: random.pick(oddTexts) };
  }
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

/** Places of a tree, few enough to be chosen from. */
function placesOf(tree: unknown, places: Place[] = []): Place[] {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return places;
  for (const name of Object.keys(tree)) {
    if (places.length > 2_000) break;
    const holder = tree as Record<string, unknown>;
    places.push({ holder, name });
    placesOf(holder[name], places);
  }
  return places;
}

/** Changes `changes` values inside a tree of plain values, in place. */
export function mutateTree(random: Random, tree: unknown, changes: number): void {
  for (let left = changes; left > 0; left--) {
    const places = placesOf(tree);
    if (places.length === 0) return;
    changePlace(random, random.pick(places));
  }
}

function changePlace(random: Random, { holder, name }: Place): void {
  const list = Array.isArray(holder) ? (holder as unknown[]) : null;
  const index = Number(name);
  const old = holder[name];
  switch (random.int(8)) {
    case 0:
      if (list) list.splice(index, 1);
      else delete holder[name];
      return;
    case 1:
      if (list) list.splice(index, 0, list[index]);
      else holder[random.pick(oddTexts)] = old;
      return;
    case 2:
      holder[name] = oddValue(random);
      return;
    case 3:
      if (list) list.splice(index, 2, ...list.slice(index, index + 2).reverse());
      else holder[name] = [old];
      return;
    default:
      holder[name] = nudged(random, old);
  }
}

/** Another value of the same type. */
function nudged(random: Random, old: unknown): unknown {
  if (typeof old === 'number') return random.once(2) ? old + random.between(-2, 2) : random.pick(oddNumbers);
  if (typeof old === 'string') return random.once(3) ? random.pick(oddTexts) : mutateText(random, old, 500);
  if (typeof old === 'boolean') return !old;
  if (isBytes(old)) return mutateBytes(random, old, 500);
  return random.once(3) ? oddValue(random) : old;
}
