/**
 * Which rows of a long list are on screen. Browsers clamp an element's height (16.7 M px on HiDPI Chromium; Firefox collapses near
 * 20 M), so past `spacerCap` the scroll range is scaled: a pixel of scrolling then stands for several pixels of rows.
 *
 *   scrollTop 0 ─┐                 ┌─ first … last   rows to render
 *   spacer ──────┤ → rowWindow() → ┤
 *   scrollTop max┘                 └─ offset         px from the spacer's top to the first rendered row
 */
export const spacerCap = 3_000_000;

/** Rows rendered beyond each edge, so that keyboard focus and quick scrolling find them there. */
export const overscan = 4;

export interface RowWindow {
  readonly first: number;
  /** One past the last row. */
  readonly end: number;
  readonly offset: number;
  readonly spacer: number;
}

export function rowWindow(
  rows: number,
  rowHeight: number,
  viewport: number,
  scrollTop: number,
  margin = overscan,
): RowWindow {
  const full = rows * rowHeight;
  const spacer = Math.min(full, spacerCap);
  const scrollRange = Math.max(0, spacer - viewport);
  const at = Math.min(Math.max(0, scrollTop), scrollRange);
  const top = scrollRange === 0 ? 0 : (at / scrollRange) * Math.max(0, full - viewport);
  const first = Math.max(0, Math.floor(top / rowHeight) - margin);
  const end = Math.min(rows, Math.ceil((top + viewport) / rowHeight) + margin);
  return { first, end, offset: at + first * rowHeight - top, spacer };
}

/** The scrollTop that brings `row` fully into view, or the present one when it is already. */
export function scrollToRow(
  row: number,
  rows: number,
  rowHeight: number,
  viewport: number,
  scrollTop: number,
): number {
  const full = rows * rowHeight;
  const scrollRange = Math.max(0, Math.min(full, spacerCap) - viewport);
  const fullRange = Math.max(0, full - viewport);
  if (scrollRange === 0) return 0;
  const top = (Math.min(scrollTop, scrollRange) / scrollRange) * fullRange;
  const wanted =
    row * rowHeight < top
      ? row * rowHeight
      : (row + 1) * rowHeight > top + viewport
        ? (row + 1) * rowHeight - viewport
        : top;
  return wanted === top ? scrollTop : (wanted / fullRange) * scrollRange;
}
