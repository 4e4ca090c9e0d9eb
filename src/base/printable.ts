/**
 * What a terminal may obey instead of print, or what hides or reorders the text around it: control characters (Cc: C0, DEL, C1), format
 * characters (Cf: bidi marks, zero width, tags), line and paragraph separators (Zl, Zp) and lone surrogates (Cs).
 * U+200C and U+200D stay: Persian and emoji are written with them, and no terminal obeys them.
 */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const joiners = /[\u200C\u200D]/;

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escaped = (character: string): string => {
  if (joiners.test(character)) return character;
  let text = '';
  for (let at = 0; at < character.length; at++)
    text += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return short[character] ?? text;
};

/** Text from traffic, a file name or an error as one line that is safe to print: "a\u001b]52;…" → "a\\u001b]52;…". */
export const printable = (text: string): string => text.replace(unprintable, escaped);

/** The same for JSON that was laid out in lines: its escapes mean the same, so the data does not change. */
export const printableJson = (json: string): string =>
  json.replace(unprintable, (character) => (character === '\n' ? character : escaped(character)));
