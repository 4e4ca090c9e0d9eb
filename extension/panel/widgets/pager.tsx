import type { ComponentChildren } from 'preact';

interface PagerProps {
  /** Index of the first thing that is shown. */
  readonly from: number;
  /** Things shown at once. */
  readonly page: number;
  readonly length: number;
  readonly onTurn: (from: number) => void;
  /** Says what is shown. */
  readonly children: ComponentChildren;
}

/** Turns the pages of something that is too long to be shown at once. */
export function Pager({ from, page, length, onTurn, children }: PagerProps) {
  return (
    <div class="payload-bar">
      <button type="button" disabled={from <= 0} onClick={() => onTurn(Math.max(0, from - page))}>
        Previous
      </button>
      <button
        type="button"
        disabled={from + page >= length}
        onClick={() => onTurn(Math.min(length - 1, from + page))}
      >
        Next
      </button>
      <span class="dim" role="status">
        {children}
      </span>
    </div>
  );
}
