import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { overscan, rowWindow, scrollToRow } from '../../../src/layout/row-window.ts';

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

/** Where the list is scrolled to, px; `end` while it follows what comes in. */
interface View {
  readonly top: number | 'end';
  readonly height: number;
}

/** A table of any length: only the rows on screen exist. Arrow keys, Page Up and Down, Home and End move the selection. */
export function WindowedRows(props: WindowedRowsProps) {
  const { rows, rowHeight = 22, columns, label, selected, onSelect, follow = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<View>({ top: follow ? 'end' : 0, height: 600 });
  /** Where following put the scroll bar, and in which box. */
  const pinned = useRef({ top: 0, body: 0, spacer: 0 });

  const look = (top: View['top'], height: number): void =>
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  const onScroll = (): void => {
    // The last scroll event of a table that is gone already.
    if (!box.current) return;
    const { scrollTop, clientHeight, scrollHeight } = box.current;
    look(follow && scrollTop + clientHeight >= scrollHeight - 2 ? 'end' : scrollTop, clientHeight);
  };

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setView(({ top }) => ({ top: top === 'end' ? top : element.scrollTop, height: element.clientHeight })),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const body = Math.max(0, view.height - (props.header ? 22 : 0));
  const atEnd = follow && view.top === 'end';
  const top = atEnd
    ? Number.POSITIVE_INFINITY
    : view.top === 'end'
      ? (box.current?.scrollTop ?? 0)
      : view.top;
  const shown = rowWindow(rows, rowHeight, body, top);
  // Elements go round: a row that scrolls out becomes one that comes in, and the others stay as they are.
  const elements = Math.ceil(body / rowHeight) + 2 * overscan + 2;

  useLayoutEffect(() => {
    const element = box.current;
    if (!atEnd || !element) return;
    const { scrollTop } = element;
    // In the same box of a list that only grew, the user has scrolled up, and word of it is still on its way.
    const { current } = pinned;
    const isComparable = body === current.body && shown.spacer >= current.spacer;
    if (isComparable && scrollTop < current.top - 2) return;
    element.scrollTop = shown.spacer;
    pinned.current = { top: element.scrollTop, body, spacer: shown.spacer };
  }, [shown.spacer, body, atEnd]);

  // A selection made elsewhere (a link to a partner frame) is brought into view.
  useLayoutEffect(() => {
    const element = box.current;
    if (selected < 0 || !element) return;
    const wanted = scrollToRow(selected, rows, rowHeight, body, element.scrollTop);
    if (wanted === element.scrollTop) return;
    element.scrollTop = wanted;
    look(wanted, view.height);
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
      onScroll={onScroll}
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
                key={number % elements}
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
