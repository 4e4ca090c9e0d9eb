/** Characters of a name, an id or a channel that are kept: of what is longer, the front. */
export const longestName = 1000;

/**
 * The first `most` characters. What is cut is a copy: a slice keeps the text that it was cut from in memory, which would hold a payload
 * for as long as a name in it is remembered.
 */
export function cut(text: string, most = longestName): string {
  return text.length <= most ? text : (JSON.parse(JSON.stringify(text.slice(0, most))) as string);
}
