import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../../src/base/printable.ts';
import { unsafeToPrint } from '../../support/unsafe-to-print.ts';

/** Any code unit, so that lone surrogates come up too. */
const units = fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) });
const mixed = fc.oneof(units, fc.string({ unit: fc.constantFrom(...unsafeToPrint, 'a', ' ') }));

describe('printable', () => {
  it.each([
    ['\u001b]52;c;aGk=\u0007', '\\u001b]52;c;aGk=\\u0007'],
    ['one\r\ntwo\tthree', 'one\\r\\ntwo\\tthree'],
    ['\u009b31m\u007f', '\\u009b31m\\u007f'],
    ['user\u202egpj.exe', 'user\\u202egpj.exe'],
    ['a\u2028b\u2029c\u200bd\ufeff', 'a\\u2028b\\u2029c\\u200bd\\ufeff'],
    ['\ud800x', '\\ud800x'],
    ['tag \u{e0041}', 'tag \\udb40\\udc41'],
  ])('escapes %j', (text, expected) => expect(printable(text)).toBe(expected));

  it.each(['línea 한국어 😀 "quoted" \\n', 'می\u200cخواهم', '👩\u200d💻', ''])('leaves %j as it is', (text) =>
    expect(printable(text)).toBe(text),
  );

  it('leaves no character that a terminal obeys', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const printed = printable(text);
        for (const character of unsafeToPrint) expect(printed).not.toContain(character);
        expect(printed).not.toMatch(/\p{Cs}/u);
        expect(printable(printed)).toBe(printed);
      }),
    );
  });

  it('changes no data of JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(mixed, fc.oneof(mixed, fc.jsonValue())), (value) => {
        const json = JSON.stringify(value, null, 2);
        const printed = printableJson(json);
        expect(JSON.parse(printed)).toEqual(JSON.parse(json));
        for (const line of printed.split('\n')) expect(printable(line)).toBe(line);
      }),
    );
  });
});
