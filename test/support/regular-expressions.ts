import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { parseAst } from 'vite';

const root = join(import.meta.dirname, '../..');

export interface Pattern {
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly flags: string;
}

export interface Patterns {
  readonly literals: readonly Pattern[];
  /** Made from text at run time: `new RegExp(…)`, and strings where a pattern is taken. */
  readonly made: readonly string[];
}

/** Every regular expression in the TypeScript of these folders, as the parser of Vite sees it. */
export function patternsIn(folders: readonly string[]): Patterns {
  const literals: Pattern[] = [];
  const made: string[] = [];
  for (const file of folders.flatMap(sourcesIn)) {
    const text = readFileSync(join(root, file), 'utf8');
    const lineOf = (at: number): number => text.slice(0, at).split('\n').length;
    visit(parseAst(text, { lang: file.endsWith('x') ? 'tsx' : 'ts' }), (node) => {
      const { pattern, flags } = (node.regex ?? {}) as { readonly pattern?: string; readonly flags?: string };
      if (pattern !== undefined)
        literals.push({ file, line: lineOf(node.start), source: pattern, flags: flags ?? '' });
      if (makesPattern(node)) made.push(`${file}:${lineOf(node.start)} ${text.slice(node.start, node.end)}`);
    });
  }
  return { literals, made };
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, see);
  if (!isNode(value)) return;
  see(value);
  for (const key in value) visit(value[key], see);
}

/** `RegExp(…)`, with or without `new`; `text.match("…")`, `matchAll` and `search`, which make a pattern of a text. */
function makesPattern(node: Node): boolean {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  const callee = node.callee as Node;
  if (callee.type === 'Identifier') return callee.name === 'RegExp';
  const method = isNode(callee.property) ? callee.property.name : undefined;
  const [first] = node.arguments as readonly Node[];
  return (
    (method === 'match' || method === 'matchAll' || method === 'search') &&
    (first?.type === 'TemplateLiteral' || (first?.type === 'Literal' && first.regex === undefined))
  );
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name).replaceAll('\\', '/'));
}

/** Texts of one length that a pattern may have trouble with, as what they are made of. */
export interface Adversary {
  readonly front: string;
  readonly repeated: string;
  readonly back: string;
}

/**
 * Made of the pattern's own letters and words: each of them over and over, behind the words that the pattern begins with, and with an end
 * that it cannot have (a line, a control character).
 */
export function adversariesOf({ source }: Pick<Pattern, 'source'>): readonly Adversary[] {
  const plain = source
    .replace(/\\[dDsSwWbB]|\\u[0-9A-Fa-f]{4}|\\p\{[A-Z]+\}|\(\?<?[:=!]|\{\d+,?\d*\}/g, '\0')
    .replace(/\\(.)/g, '$1');
  const words = plain.split(/[\0()|[\]^$*+?.]+/).filter((word) => word.length > 1);
  const letters = [
    ...new Set([...plain.replaceAll(/[\0()|^$*+?]/g, ''), 'a', 'A', '1', '0', ' ', '\n', '?', '.']),
  ];
  const pairs = letters.map((letter) => `${letter}\n`);
  const fronts = ['', ...(words[0] === undefined ? [] : [words[0]])];
  return fronts.flatMap((front) =>
    [...letters, ...new Set(words), ...pairs].flatMap((repeated) =>
      ['', '\n\0'].map((back) => ({ front, repeated, back })),
    ),
  );
}

/** Runs in the worker: a pattern over all its texts. */
const work = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ source, flags, adversaries, length }) => {
    for (const { front, repeated, back } of adversaries) {
      const text = front + repeated.repeat(Math.ceil(length / repeated.length)).slice(0, length) + back;
      const pattern = new RegExp(source, flags);
      if (pattern.global) text.replace(pattern, '');
      else pattern.test(text);
    }
    parentPort.postMessage('done');
  });
`;

/** Runs patterns in a thread that can be ended: one that does not come back would hang the test. */
export function createPatternRunner(patience: number) {
  let worker: Worker | null = null;
  const start = (): Worker => {
    worker ??= new Worker(work, { eval: true });
    return worker;
  };
  return {
    /** False where it takes longer than the patience, ms. */
    async finishes(pattern: Pick<Pattern, 'source' | 'flags'>, length: number): Promise<boolean> {
      const running = start();
      running.postMessage({ ...pattern, adversaries: adversariesOf(pattern), length });
      const ending = new AbortController();
      const { signal } = ending;
      const finished = await Promise.race([
        once(running, 'message', { signal }).then(() => true),
        setTimeout(patience, false, { signal }),
      ]);
      ending.abort();
      if (!finished) await this.end();
      return finished;
    },
    async end(): Promise<void> {
      const ending = worker;
      worker = null;
      await ending?.terminate();
    },
  };
}
