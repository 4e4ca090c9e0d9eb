import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { rowWindow, scrollToRow } from '../../../src/layout/row-window.ts';

interface WindowedRowsProps {
  readonly rows: number;
  readonly rowHeight?: number;
  /** Grid columns of header and rows, as CSS. */
  readonly columns: string;
  readonly label: string;
  readonly header?: ComponentChildren;
  readonly selected: number;
  readonly onSelect: (row: number) => void;
  /** Cells of one row. */
  readonly row: (row: number) => ComponentChildren;
  readonly rowClass?: (row: number) => string;
  /** Stay at the end as rows come in, for as long as the user is there. */
  readonly follow?: boolean;
  readonly empty: ComponentChildren;
}

/** A table of any length: only the rows on screen exist. Arrow keys, Page Up and Down, Home and End move the selection. */
export function WindowedRows(props: WindowedRowsProps) {
  const { rows, rowHeight = 22, columns, label, selected, onSelect, follow = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [view, setView] = useState({ top: 0, height: 600 });

  const read = (): void => {
    const element = box.current;
    if (!element) return;
    atEnd.current = element.scrollTop + element.clientHeight >= element.scrollHeight - 2;
    setView({ top: element.scrollTop, height: element.clientHeight });
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (follow && atEnd.current && element) element.scrollTop = element.scrollHeight;
  }, [rows, follow]);

  const body = Math.max(0, view.height - (props.header ? 22 : 0));
  const shown = rowWindow(rows, rowHeight, body, view.top);

  // A selection made elsewhere (a link to a partner frame) is brought into view.
  useLayoutEffect(() => {
    const element = box.current;
    if (selected < 0 || !element) return;
    const top = scrollToRow(selected, rows, rowHeight, body, element.scrollTop);
    if (top !== element.scrollTop) {
      element.scrollTop = top;
      atEnd.current = false;
    }
  }, [selected]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(body / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows,
      End: rows,
    };
    const step = steps[event.key];
    if (step === undefined || rows === 0) return;
    event.preventDefault();
    const from = selected < 0 ? (step > 0 ? -1 : rows) : selected;
    onSelect(Math.min(rows - 1, Math.max(0, from + step)));
  };

  const numbers = Array.from({ length: Math.max(0, shown.end - shown.first) }, (_, at) => shown.first + at);
  return (
    <div
      class="rows"
      ref={box}
      role="grid"
      aria-label={label}
      aria-rowcount={rows}
      tabIndex={0}
      onScroll={read}
      onKeyDown={onKeyDown}
      style={{ '--columns': columns }}
    >
      {props.header && (
        <div class="row head" role="row">
          {props.header}
        </div>
      )}
      {rows === 0 ? (
        <div class="contents" role="row">
          <div class="empty" role="gridcell">
            {props.empty}
          </div>
        </div>
      ) : (
        <div class="spacer" style={{ height: `${shown.spacer}px` }}>
          <div style={{ transform: `translateY(${shown.offset}px)` }}>
            {numbers.map((number) => (
              <div
                key={number}
                class={`row ${props.rowClass?.(number) ?? ''} ${number === selected ? 'on' : ''}`}
                role="row"
                aria-rowindex={number + 1}
                aria-selected={number === selected}
                style={{ height: `${rowHeight}px` }}
                onClick={() => onSelect(number)}
              >
                {props.row(number)}
              </div>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
