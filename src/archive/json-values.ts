/**
 * How many values a JSON text holds at most, counted by its commas and brackets outside strings. `[[],[],…` takes eight times its
 * own length in memory when parsed, so that a long text is counted before it is parsed.
 */
export function valuesIn(json: string): number {
  let count = 1;
  let at = 0;
  while (at < json.length) {
    const code = json.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(json, at + 1);
      continue;
    }
    // , [ {
    if (code === 0x2c || code === 0x5b || code === 0x7b) count++;
    at++;
  }
  return count;
}

/** Where the string ends whose content begins at `from`: after its quote that no backslash escapes. */
function endOfString(json: string, from: number): number {
  let at = from;
  for (;;) {
    const quote = json.indexOf('"', at);
    if (quote < 0) return json.length;
    let before = quote;
    while (before > from && json.charCodeAt(before - 1) === 0x5c) before--;
    if ((quote - before) % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}
