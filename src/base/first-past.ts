/** The first index in [from, to) for which `past` holds, given that it holds for all after it; `to` where it never does. */
export function firstPast(from: number, to: number, past: (index: number) => boolean): number {
  let low = from;
  let high = to;
  while (low < high) {
    // Not `>>> 1`: frame numbers may pass what 32 bits hold.
    const middle = low + Math.floor((high - low) / 2);
    if (past(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
