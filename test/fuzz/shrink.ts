import { isBytes } from '../../src/base/bytes.ts';
import type { Target } from './target.ts';

/** Failures are the same where their messages are, numbers aside. */
export const kindOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\d+/g, '#').slice(0, 60);

export async function failureOf(target: Target, input: unknown): Promise<unknown> {
  try {
    await target.run(input);
    return null;
  } catch (error) {
    return error ?? new Error('threw nothing');
  }
}

/** The smallest input found within `budgetMs` that fails in the same way. */
export async function shrink(
  target: Target,
  input: unknown,
  error: unknown,
  budgetMs = 4_000,
): Promise<unknown> {
  const kind = kindOf(error);
  const until = performance.now() + budgetMs;
  let smallest = input;
  for (let progress = true; progress && performance.now() < until; ) {
    progress = false;
    for (const smaller of smallerOnes(smallest)) {
      if (performance.now() > until) break;
      const failure = await failureOf(target, smaller);
      if (failure === null || kindOf(failure) !== kind) continue;
      smallest = smaller;
      progress = true;
      break;
    }
  }
  return smallest;
}

/** The same value with one part of it shorter, the largest cuts first. */
function* smallerOnes(value: unknown): Iterable<unknown> {
  if (typeof value === 'string' || Array.isArray(value) || isBytes(value)) {
    const { length } = value;
    for (let cut = Math.ceil(length / 2); cut >= 1; cut = cut === 1 ? 0 : Math.ceil(cut / 2))
      for (let at = 0; at < length; at += cut) yield without(value, at, cut);
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  for (const name of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[name];
    for (const smaller of smallerOnes(part)) {
      if (Array.isArray(value)) yield value.with(Number(name), smaller);
      else yield { ...value, [name]: smaller };
    }
  }
}

function without(value: string | unknown[] | Uint8Array, at: number, count: number): unknown {
  if (typeof value === 'string') return value.slice(0, at) + value.slice(at + count);
  if (Array.isArray(value)) return value.toSpliced(at, count);
  const kept = new Uint8Array(value.length - Math.min(count, value.length - at));
  kept.set(value.subarray(0, at));
  kept.set(value.subarray(at + count), at);
  return kept;
}

/** An input as text, for people: bytes in hex, cut where it is long. */
export function printInput(input: unknown): string {
  const text = JSON.stringify(input, (_name, value: unknown) => {
    if (isBytes(value)) return `bytes ${Buffer.from(value).toString('hex')}`;
    if (value instanceof Float64Array) return { Float64Array: Array.from(value) };
    return typeof value === 'bigint' || typeof value === 'function' ? String(value) : value;
  });
  return text.length > 2_000 ? `${text.slice(0, 2_000)}… (${text.length} characters)` : text;
}
