import { fail, ok, type Result } from '../base/result.ts';
import { maxItems, tooManyItems } from './budget.ts';
import type { DecodeProblem } from './packet.ts';

/** A container whose end is still to come. */
interface Open {
  readonly list: unknown[] | null;
  readonly fields: Record<string, unknown>;
  key: string;
}

const none: Record<string, unknown> = Object.freeze({});
/** Digits of an integer that is read with all of them: to make a BigInt of a million takes seconds. */
const maxDigits = 1000;

/**
 * Reads JSON (RFC 8259) with every digit: integers that a double cannot hold come back as BigInt. Says where and why a text is no JSON,
 * in words that are the same in every engine. One pass without recursion: a text may nest as deep as it is long. Of two equal keys
 * the last one wins, as in `JSON.parse`.
 */
export function readExactJson(text: string): Result<unknown, DecodeProblem> {
  const stack: Open[] = [];
  let at = 0;
  let items = 0;

  const skip = (): void => {
    while (isSpace(text.charCodeAt(at))) at++;
  };
  const wrong = (expected: string): JsonError =>
    new JsonError(
      `${expected} ${at < text.length ? `but got '${text.charAt(at)}'` : 'but reached end of input'}`,
      at,
    );
  const count = (): void => {
    if (++items > maxItems) throw new JsonError('', at, tooManyItems(at));
  };

  const readString = (): string => {
    const start = at++;
    for (let unit = text.charCodeAt(at); unit !== 0x22; unit = text.charCodeAt(at)) {
      if (at >= text.length) throw wrong(`End of string '"' expected`);
      if (unit < 0x20) throw new JsonError(`Invalid character '${text.charAt(at)}'`, at);
      at += unit === 0x5c ? escapeLength(text, at) : 1;
    }
    at++;
    // A copy: a slice would keep the whole text in memory for as long as a name in it is remembered.
    return JSON.parse(text.slice(start, at)) as string;
  };

  const readDigits = (start: number): void => {
    if (!isDigit(text.charCodeAt(at)))
      throw wrong(`Invalid number '${text.slice(start, Math.min(at, start + 40))}', expecting a digit`);
    while (isDigit(text.charCodeAt(at))) at++;
  };

  const readNumber = (): number | bigint => {
    const start = at;
    if (text.charCodeAt(at) === 0x2d) at++;
    if (text.charCodeAt(at) === 0x30) at++;
    else readDigits(start);
    const end = at;
    if (text.charCodeAt(at) === 0x2e) {
      at++;
      readDigits(start);
    }
    if ((text.charCodeAt(at) | 0x20) === 0x65) {
      at++;
      if (text.charCodeAt(at) === 0x2b || text.charCodeAt(at) === 0x2d) at++;
      readDigits(start);
    }
    const digits = text.slice(start, at);
    const value = Number(digits);
    if (at > end || Number.isSafeInteger(value)) return value;
    if (digits.length > maxDigits)
      throw new JsonError('', start, {
        code: 'value-too-large',
        offset: start,
        message: `an integer of ${digits.length} digits; integers are read up to ${maxDigits}`,
      });
    return BigInt(digits);
  };

  const readKey = (open: Open): void => {
    skip();
    if (text.charCodeAt(at) !== 0x22) throw wrong('Quoted object key expected');
    count();
    open.key = readString();
    skip();
    if (text.charCodeAt(at) !== 0x3a) throw wrong("Colon ':' expected after property name");
    at++;
  };

  /** A container that has something in it stays open: then undefined. */
  const begin = (list: boolean): unknown => {
    at++;
    skip();
    if (text.charCodeAt(at) === (list ? 0x5d : 0x7d)) {
      at++;
      return list ? [] : {};
    }
    const open: Open = { list: list ? [] : null, fields: list ? none : {}, key: '' };
    stack.push(open);
    if (!list) readKey(open);
    return undefined;
  };

  const readValue = (): unknown => {
    skip();
    count();
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return readString();
    if (unit === 0x5b || unit === 0x7b) return begin(unit === 0x5b);
    if (unit === 0x2d || isDigit(unit)) return readNumber();
    for (const [word, value] of words)
      if (text.startsWith(word, at)) {
        at += word.length;
        return value;
      }
    const open = stack.at(-1);
    throw wrong(
      !open ? 'JSON value expected' : open.list ? 'Array item expected' : "Object value expected after ':'",
    );
  };

  /** Puts a value where it belongs, and closes what ends behind it. True where it was the whole. */
  const put = (value: unknown): boolean => {
    let whole = value;
    for (let open = stack.at(-1); open; open = stack.at(-1)) {
      if (open.list) open.list.push(whole);
      else setField(open.fields, open.key, whole);
      skip();
      const unit = text.charCodeAt(at);
      if (unit === 0x2c) {
        at++;
        if (!open.list) readKey(open);
        return false;
      }
      if (unit !== (open.list ? 0x5d : 0x7d))
        throw at < text.length && startsValue(unit)
          ? wrong("Comma ',' expected after value")
          : wrong(
              open.list
                ? "Array item or end of array ']' expected"
                : "Quoted object key or end of object '}' expected",
            );
      at++;
      whole = open.list ?? open.fields;
      stack.pop();
    }
    skip();
    if (at < text.length) throw wrong('Expected end of input');
    root = whole;
    return true;
  };

  let root: unknown;
  try {
    for (let value = readValue(); value === undefined || !put(value); value = readValue());
    return ok(root);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return fail(error.problem ?? { code: 'json-syntax', offset: error.offset, message: error.message });
  }
}

class JsonError extends Error {
  readonly offset: number;
  readonly problem: DecodeProblem | undefined;
  constructor(message: string, offset: number, problem?: DecodeProblem) {
    super(message);
    this.offset = offset;
    this.problem = problem;
  }
}

const words: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

const isSpace = (unit: number): boolean => unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
/** What a list or an object without its comma goes on with. */
const startsValue = (unit: number): boolean =>
  unit === 0x22 || unit === 0x5b || unit === 0x7b || unit === 0x2d || isDigit(unit) || (unit | 0x20) >= 0x61;

/** Characters of the escape at `at`. */
function escapeLength(text: string, at: number): number {
  const letter = text.charAt(at + 1);
  if (letter === 'u') {
    for (let digit = at + 2; digit < at + 6; digit++)
      if (!isHex(text.charCodeAt(digit)))
        throw new JsonError(`Invalid unicode character '${text.slice(at, at + 6)}'`, at);
    return 6;
  }
  if (letter !== '' && '"\\/bfnrt'.includes(letter)) return 2;
  throw new JsonError(`Invalid escape character '${text.slice(at, at + 2)}'`, at);
}

const isHex = (unit: number): boolean => isDigit(unit) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66);

/** `__proto__` is a field like any other, as in `JSON.parse`. */
function setField(fields: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value;
  else Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
}
