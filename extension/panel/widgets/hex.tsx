import { useState } from 'preact/hooks';
import { hexLine, hexLines } from '../../../src/layout/hex-layout.ts';
import { Cell } from './parts.tsx';
import { WindowedRows } from './windowed-rows.tsx';

export function Hex({ bytes }: { readonly bytes: Uint8Array }) {
  const [selected, setSelected] = useState(-1);
  const lines = hexLines(bytes.length);
  return (
    <div class="hex" style={{ height: `${Math.min(lines, 24) * 18 + 4}px` }}>
      <WindowedRows
        label="Bytes"
        columns="60px 182px minmax(70px, 1fr)"
        rows={lines}
        rowHeight={18}
        selected={selected}
        onSelect={setSelected}
        row={(at) => {
          const line = hexLine(bytes, at);
          return (
            <>
              <Cell class="faint">{line.offset}</Cell>
              <Cell>{line.hex}</Cell>
              <Cell class="dim">{line.ascii}</Cell>
            </>
          );
        }}
        empty="No bytes"
      />
    </div>
  );
}
