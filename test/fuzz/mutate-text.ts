import { oddNumbers, oddTexts } from './odd-values.ts';
import type { Random } from './random.ts';

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
