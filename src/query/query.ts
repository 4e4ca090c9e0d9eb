import { fail, ok, type Result } from '../base/result.ts';

/**
 * The filter language: `is:unacked or latency>500ms -type:ping`. A space is "and", `or` binds weaker, `-` negates, quotes keep
 * spaces. Fields: text (bare), type, event, ns, dir, is, key, conn with `:`, and size, latency with `>` or `<`.
 */
export interface Query {
  readonly any: readonly (readonly Term[])[];
}

export type Term =
  | {
      readonly field: 'text' | 'type' | 'event' | 'ns' | 'dir' | 'is' | 'key' | 'conn';
      readonly value: string;
      readonly negated: boolean;
    }
  | {
      readonly field: 'size' | 'latency';
      readonly above: boolean;
      /** Bytes or ms. */
      readonly amount: number;
      readonly negated: boolean;
    };

export interface QueryError {
  readonly offset: number;
  readonly message: string;
}

/** What a row offers to the filter; a field that is absent never matches. */
export interface Matchable {
  readonly type: string;
  readonly text: string;
  readonly dir: 'sent' | 'received';
  readonly conn: number;
  readonly is: readonly string[];
  /** Namespace or channel. */
  readonly ns?: string;
  readonly key?: string;
  readonly size?: number;
  readonly latency?: number;
}

const words = ['type', 'event', 'ns', 'dir', 'is', 'key', 'conn'] as const;
const token = /(-?)(?:(\w+)([:><]))?(?:"([^"]*)("?)|(\S+))/g;
/** Characters of a filter: a name or an id of a thousand fits in, twice. */
const longestQuery = 4000;
const units: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['b', 1],
  ['k', 1024],
  ['kb', 1024],
  ['kib', 1024],
  ['m', 1024 ** 2],
  ['mb', 1024 ** 2],
  ['mib', 1024 ** 2],
  ['ms', 1],
  ['s', 1000],
]);

export function parseQuery(text: string): Result<Query, QueryError> {
  if (text.length > longestQuery)
    return fail({ offset: longestQuery, message: `A filter has at most ${longestQuery} characters.` });
  const any: Term[][] = [[]];
  for (const match of text.matchAll(token)) {
    const [whole, minus, field, operator, quoted, closing, bare] = match;
    const offset = match.index;
    if (quoted !== undefined && closing !== '"') return fail({ offset, message: 'The quote is not closed.' });
    const value = quoted ?? bare ?? '';
    const negated = minus === '-';
    if (whole === 'or') {
      if (any.at(-1)!.length === 0) return fail({ offset, message: '"or" needs a term before it.' });
      any.push([]);
      continue;
    }
    const term =
      field === undefined
        ? { field: 'text' as const, value, negated }
        : fieldTerm(field, operator, value, negated);
    if (typeof term === 'string') return fail({ offset, message: term });
    any.at(-1)!.push(term);
  }
  if (any.length > 1 && any.at(-1)!.length === 0)
    return fail({ offset: text.length, message: '"or" needs a term after it.' });
  return ok({ any });
}

function fieldTerm(
  field: string,
  operator: string | undefined,
  value: string,
  negated: boolean,
): Term | string {
  if (field === 'size' || field === 'latency') {
    const [, digits, unit = ''] = /^([\d.]+)([a-z]*)$/i.exec(value) ?? [];
    const factor = units.get(unit.toLowerCase());
    if (operator === ':' || digits === undefined || factor === undefined)
      return field === 'size'
        ? 'size takes > or < and bytes: size>64k.'
        : 'latency takes > or < and a time: latency>500ms.';
    return { field, above: operator === '>', amount: Number(digits) * factor, negated };
  }
  const known = words.find((word) => word === field);
  // `http://…` and the like are text with a colon in it, not a field.
  if (!known)
    return operator === ':'
      ? { field: 'text', value: `${field}:${value}`, negated }
      : `${field} is no field.`;
  if (operator !== ':') return `${field} takes a colon: ${field}:${value}.`;
  return { field: known, value, negated };
}

export const isEmpty = (query: Query): boolean => query.any.every((terms) => terms.length === 0);

export function matches(query: Query, row: Matchable): boolean {
  return (
    isEmpty(query) || query.any.some((terms) => terms.every((term) => holds(term, row) !== term.negated))
  );
}

function holds(term: Term, row: Matchable): boolean {
  switch (term.field) {
    case 'text':
      return includes(row.text, term.value) || includes(row.type, term.value);
    case 'type':
      return includes(row.type, term.value);
    case 'event':
      return row.type.toLowerCase() === term.value.toLowerCase();
    case 'ns':
      return (
        row.ns !== undefined &&
        row.ns.replace(/^\//, '').toLowerCase() === term.value.replace(/^\//, '').toLowerCase()
      );
    case 'dir':
      return row.dir.startsWith(term.value.toLowerCase());
    case 'is':
      return row.is.includes(term.value.toLowerCase());
    case 'key':
      return row.key === term.value;
    case 'conn':
      return row.conn === Number(term.value);
    case 'size':
      return row.size !== undefined && (term.above ? row.size > term.amount : row.size < term.amount);
    case 'latency':
      return (
        row.latency !== undefined && (term.above ? row.latency > term.amount : row.latency < term.amount)
      );
  }
}

const includes = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());
