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
  try {
    return ok(new JsonReader(text).read());
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return fail(error.problem ?? { code: 'json-syntax', offset: error.offset, message: error.message });
  }
}

/** One text and how far it was read. */
class JsonReader {
  private readonly text: string;
  /** Containers that are open, the outermost first. */
  private readonly stack: Open[] = [];
  private at = 0;
  private items = 0;
  private root: unknown;

  constructor(text: string) {
    this.text = text;
  }

  read(): unknown {
    for (;;) {
      const value = this.value();
      if (value !== undefined && this.put(value)) return this.root;
    }
  }

  private unit(): number {
    return this.text.charCodeAt(this.at);
  }

  private skip(): void {
    while (isSpace(this.unit())) this.at++;
  }

  private count(): void {
    if (++this.items > maxItems) throw new JsonError('', this.at, tooManyItems(this.at));
  }

  private wrong(expected: string): JsonError {
    const { text, at } = this;
    const got = at < text.length ? `but got '${text.charAt(at)}'` : 'but reached end of input';
    return new JsonError(`${expected} ${got}`, at);
  }

  /** The value that begins here; undefined where it is a container that has something in it, which stays open. */
  private value(): unknown {
    this.skip();
    this.count();
    const unit = this.unit();
    if (unit === 0x22) return this.string();
    if (unit === 0x5b || unit === 0x7b) return this.begin(unit === 0x5b);
    if (unit === 0x2d || isDigit(unit)) return this.number();
    for (const [word, value] of words)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    const open = this.stack.at(-1);
    if (!open) throw this.wrong('JSON value expected');
    throw this.wrong(open.list ? 'Array item expected' : "Object value expected after ':'");
  }

  private begin(list: boolean): unknown {
    this.at++;
    this.skip();
    if (this.unit() === (list ? 0x5d : 0x7d)) {
      this.at++;
      return list ? [] : {};
    }
    const open: Open = { list: list ? [] : null, fields: list ? none : {}, key: '' };
    this.stack.push(open);
    if (!list) this.key(open);
    return undefined;
  }

  private key(open: Open): void {
    this.skip();
    if (this.unit() !== 0x22) throw this.wrong('Quoted object key expected');
    this.count();
    open.key = this.string();
    this.skip();
    if (this.unit() !== 0x3a) throw this.wrong("Colon ':' expected after property name");
    this.at++;
  }

  private string(): string {
    const { text } = this;
    const start = this.at++;
    for (let unit = this.unit(); unit !== 0x22; unit = this.unit()) {
      if (this.at >= text.length) throw this.wrong(`End of string '"' expected`);
      if (unit < 0x20) throw new JsonError(`Invalid character '${text.charAt(this.at)}'`, this.at);
      this.at += unit === 0x5c ? escapeLength(text, this.at) : 1;
    }
    this.at++;
    // A copy: a slice would keep the whole text in memory for as long as a name in it is remembered.
    return JSON.parse(text.slice(start, this.at)) as string;
  }

  private number(): number | bigint {
    const start = this.at;
    if (this.unit() === 0x2d) this.at++;
    if (this.unit() === 0x30) this.at++;
    else this.digits(start);
    const end = this.at;
    if (this.unit() === 0x2e) {
      this.at++;
      this.digits(start);
    }
    if ((this.unit() | 0x20) === 0x65) {
      this.at++;
      if (this.unit() === 0x2b || this.unit() === 0x2d) this.at++;
      this.digits(start);
    }
    const number = this.text.slice(start, this.at);
    const value = Number(number);
    if (this.at > end || Number.isSafeInteger(value)) return value;
    if (number.length > maxDigits) throw new JsonError('', start, tooManyDigits(start, number.length));
    return BigInt(number);
  }

  private digits(start: number): void {
    if (!isDigit(this.unit())) {
      const soFar = this.text.slice(start, Math.min(this.at, start + 40));
      throw this.wrong(`Invalid number '${soFar}', expecting a digit`);
    }
    while (isDigit(this.unit())) this.at++;
  }

  /** Puts a value where it belongs, and closes what ends behind it. True where it was the whole. */
  private put(value: unknown): boolean {
    let whole = value;
    for (let open = this.stack.at(-1); open; open = this.stack.at(-1)) {
      if (open.list) open.list.push(whole);
      else setField(open.fields, open.key, whole);
      this.skip();
      const unit = this.unit();
      if (unit === 0x2c) {
        this.at++;
        if (!open.list) this.key(open);
        return false;
      }
      if (unit !== (open.list ? 0x5d : 0x7d)) throw this.unclosed(open);
      this.at++;
      whole = open.list ?? open.fields;
      this.stack.pop();
    }
    this.skip();
    if (this.at < this.text.length) throw this.wrong('Expected end of input');
    this.root = whole;
    return true;
  }

  private unclosed(open: Open): JsonError {
    if (startsValue(this.unit())) return this.wrong("Comma ',' expected after value");
    return this.wrong(
      open.list
        ? "Array item or end of array ']' expected"
        : "Quoted object key or end of object '}' expected",
    );
  }
}

const tooManyDigits = (offset: number, digits: number): DecodeProblem => ({
  code: 'value-too-large',
  offset,
  message: `an integer of ${digits} digits; integers are read up to ${maxDigits}`,
});

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
