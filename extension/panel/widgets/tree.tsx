import { useMemo, useState } from 'preact/hooks';
import { sayCount } from '../../../src/base/say.ts';
import { flattenTree, shownRows, type TreeRow } from '../../../src/layout/tree-layout.ts';

/** A decoded value as an expandable tree; the first two levels are open. */
interface TreeProps {
  readonly value: unknown;
  /** Lines that are shown at first. */
  readonly rows?: number;
  /** Offers each leaf for something, by its JSON Pointer. */
  readonly onUse?: (path: string) => void;
}

export function Tree({ value, rows: most = shownRows, onUse }: TreeProps) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [more, setMore] = useState(0);
  const { rows, left } = useMemo(
    () => flattenTree(value, toggled, most + more),
    [value, toggled, most + more],
  );
  const toggle = (path: string): void => {
    const next = new Set(toggled);
    if (!next.delete(path)) next.add(path);
    setToggled(next);
  };
  return (
    <div class="tree" role="tree" aria-label="Decoded value">
      {rows.map((row) => (
        <TreeLine
          key={row.path}
          row={row}
          onToggle={() => toggle(row.path)}
          onUse={onUse && row.open === null && row.path !== '' && row.isPlace ? () => onUse(row.path) : null}
        />
      ))}
      {left > 0 && (
        <button type="button" class="link" onClick={() => setMore(more + shownRows)}>
          … {sayCount(left)} more
        </button>
      )}
    </div>
  );
}

interface TreeLineProps {
  readonly row: TreeRow;
  readonly onToggle: () => void;
  readonly onUse: (() => void) | null;
}

function TreeLine({ row, onToggle, onUse }: TreeLineProps) {
  const text = <span class={`v-${row.type}`}>{row.text}</span>;
  return (
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-expanded={row.open ?? undefined}
      style={{ paddingLeft: `${row.depth * 14}px` }}
    >
      {row.open === null ? (
        <span class="twist" />
      ) : (
        <button type="button" class="twist" aria-label={row.open ? 'Collapse' : 'Expand'} onClick={onToggle}>
          {row.open ? '▾' : '▸'}
        </button>
      )}
      {row.name !== null && <span class="k">{row.name} </span>}
      {text}
      {onUse && (
        <button type="button" class="use" title={`Use ${row.path} as id, number or type`} onClick={onUse}>
          use as…
        </button>
      )}
    </div>
  );
}
