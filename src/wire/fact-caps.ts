import type { Fact } from './fact.ts';
import { fieldsOf } from './fact-guard.ts';
import { mostHeaders, mostProtocols, stringCaps } from './limits.ts';

type Header = readonly [name: string, value: string];

/** 1234567 → "1,234,567", the same everywhere: the mark is part of what is saved. */
function grouped(count: number): string {
  const rest = count % 1000;
  return count < 1000 ? `${count}` : `${grouped((count - rest) / 1000)},${`${rest}`.padStart(3, '0')}`;
}

/** Characters that a mark may take, so that a text with its mark stays below the cap and is not cut a second time. */
const markLength = 40;

/**
 * At most `cap` characters: the start of `text`, and a mark that says how many more there were. No half of a surrogate pair
 * is left.
 *
 *   capText('ws://server/' + 'a'.repeat(100), 52) → 'ws://server/… (100 characters more)'
 */
export function capText(text: string, cap: number): string {
  if (text.length <= cap) return text;
  const room = Math.max(0, cap - markLength);
  const isHigh = (text.charCodeAt(room - 1) & 0xfc00) === 0xd800;
  const kept = isHigh ? room - 1 : room;
  // Joined, not added: a sum would keep the whole text in memory, as a slice does.
  return [text.slice(0, kept), `… (${grouped(text.length - kept)} characters more)`].join('');
}

/** At most `most` elements; the last one says how many more there were. */
function capList<T>(
  list: readonly T[],
  most: number,
  each: (element: T) => T,
  mark: (more: string) => T,
): readonly T[] {
  if (list.length <= most) return list.map(each);
  const kept = list.slice(0, most - 1).map(each);
  return [...kept, mark(`… (${grouped(list.length - kept.length)} more)`)];
}

const cap = (kind: keyof typeof stringCaps) => (text: string) => capText(text, stringCaps[kind]);

const capHeaders = (headers: readonly Header[]): readonly Header[] =>
  capList<Header>(
    headers,
    mostHeaders,
    ([name, value]) => [capText(name, stringCaps.headerName), capText(value, stringCaps.headerValue)],
    (more) => ['…', more],
  );

/** How the value of a field is capped, by the field's name: one name means one thing in every kind of fact. */
const caps: Readonly<Record<string, ((value: never) => unknown) | undefined>> = {
  url: cap('url'),
  stack: cap('stack'),
  protocol: cap('protocol'),
  protocols: (protocols: readonly string[]) =>
    capList(protocols, mostProtocols, cap('protocol'), (more) => more),
  extensions: cap('extensions'),
  reason: cap('reason'),
  error: cap('error'),
  why: cap('why'),
  requestHeaders: capHeaders,
  responseHeaders: capHeaders,
};

/**
 * The fact with its strings and lists capped, and without any field that a fact of its kind does not have. Call it with what
 * `isFact` let pass. What was capped before is not cut again.
 */
export function capFact<F extends Fact>(fact: F): F {
  const { kind, order, time } = fact;
  const capped: Record<string, unknown> = { kind, order, time };
  const given = fact as unknown as Readonly<Record<string, unknown>>;
  for (const name of fieldsOf(kind)) {
    const value = given[name];
    if (value === undefined) continue;
    const capOf = caps[name];
    capped[name] = capOf ? capOf(value as never) : value;
  }
  return capped as unknown as F;
}

/** The strings of a fact, payload aside, one by one. */
export function* stringsOf(fact: Fact): Iterable<string> {
  const given = fact as unknown as Readonly<Record<string, unknown>>;
  for (const name of fieldsOf(fact.kind)) {
    if (!caps[name]) continue;
    const value = given[name];
    if (typeof value === 'string') yield value;
    else if (Array.isArray(value)) for (const each of value) yield* typeof each === 'string' ? [each] : each;
  }
}
