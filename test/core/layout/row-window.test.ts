import { describe, expect, it } from 'vitest';
import { rowWindow, scrollToRow, spacerCap } from '../../../src/layout/row-window.ts';

describe('row windows', () => {
  it('renders what is on screen and a few rows around it', () => {
    expect(rowWindow(100, 20, 100, 200, 2)).toEqual({ first: 8, end: 17, offset: 160, spacer: 2000 });
  });

  it('reaches the first and the last of a million rows under the cap', () => {
    const rows = 1_000_000;
    expect(rowWindow(rows, 22, 500, 0)).toMatchObject({ first: 0, spacer: spacerCap });
    expect(rowWindow(rows, 22, 500, spacerCap - 500).end).toBe(rows);
  });

  it.each([0, 1, 499_999, 999_999])('scrolls row %i of a million into the window', (row) => {
    const top = scrollToRow(row, 1_000_000, 22, 500, 1_234_567);
    const { first, end } = rowWindow(1_000_000, 22, 500, top, 0);
    expect(row).toBeGreaterThanOrEqual(first);
    expect(row).toBeLessThan(end);
  });

  it('stays where it is when the row is in view, and at the top of a short list', () => {
    expect(scrollToRow(12, 100, 20, 100, 200)).toBe(200);
    expect(scrollToRow(3, 5, 20, 200, 0)).toBe(0);
    expect(rowWindow(0, 20, 100, 0)).toEqual({ first: 0, end: 0, offset: 0, spacer: 0 });
  });
});
