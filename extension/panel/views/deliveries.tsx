import type { Chain } from '../../../src/analyze/connections/chain.ts';
import type { Delivery } from '../../../src/analyze/results.ts';
import { sayCount, sayPlural } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { chooseRungs, type LadderRow, ladderRows, sayChain } from '../../../src/layout/ladder-layout.ts';
import { sayOffset } from '../../../src/layout/say-time.ts';
import { Cell, Head } from '../widgets/parts.tsx';
import { WindowedRows } from '../widgets/windowed-rows.tsx';
import { Nothing } from './nothing.tsx';
import { Numberings } from './numberings.tsx';
import { useStore } from './use-store.ts';

const columns = '76px minmax(104px, 1.2fr) minmax(100px, 2fr) minmax(52px, 0.8fr)';

/** A ladder between page and server, one rung a row, so that a long one scrolls like any list. */
export function Deliveries() {
  const store = useStore();
  const analysis = store.analysis();
  const deliveries = store.deliveries();
  const { byChain, left } = chooseRungs(deliveries);
  const chains = analysis.chains.filter((chain) => byChain.has(chain.id));
  const rows: Row[] = [];
  if (left > 0)
    rows.push({
      kind: 'chain',
      time: 0,
      label: `${sayCount(left)} earlier packets are not drawn: choose a connection or a time range`,
    });
  for (const chain of chains) {
    const own = byChain.get(chain.id) ?? [];
    if (chains.length > 1) rows.push(titleOf(chain, own));
    for (const row of ladderRows(chain, own, (id) => analysis.log.connection(id))) rows.push(row);
  }
  const selection = store.selection.value;
  return (
    <div class="stacked">
      <Numberings />
      <WindowedRows
        label="Deliveries"
        columns={columns}
        rows={rows.length}
        rowHeight={26}
        follow={store.opened.value === null}
        selected={
          selection?.kind === 'delivery'
            ? rows.findIndex((row) => 'delivery' in row && row.delivery === selection.id)
            : -1
        }
        onSelect={(at) => {
          const row = rows[at];
          if (row && 'delivery' in row) store.show({ kind: 'delivery', id: row.delivery });
        }}
        header={
          <>
            <Head class="n">Time</Head>
            <Head class="n">page</Head>
            <Head />
            <Head>server</Head>
          </>
        }
        rowClass={(at) => {
          const row = rows[at];
          return `rung ${selection?.kind === 'delivery' && row && 'delivery' in row && row.delivery === selection.id ? 'same' : ''}`;
        }}
        row={(at) => {
          const row = rows[at];
          return row && <Rung row={row} />;
        }}
        empty={
          <Nothing
            what="deliveries"
            about="A delivery is a numbered packet with its transmissions and its ack: {seq, …} answered by {type: 'ack', seq}."
          />
        }
      />
    </div>
  );
}

type Row = LadderRow | { readonly kind: 'chain'; readonly time: number; readonly label: string };

const titleOf = (chain: Chain, deliveries: readonly Delivery[]): Row => ({
  kind: 'chain',
  time: deliveries[0]?.transmissions[0]?.time ?? 0,
  label: `${sayChain(chain.connections)} · ${sayPlural(deliveries.length, 'numbered packet')}`,
});

function Rung({ row }: { readonly row: Row }) {
  const time = (
    <Cell class="n dim">{row.kind === 'chain' || row.kind === 'verdict' ? '' : sayOffset(row.time)}</Cell>
  );
  if (row.kind === 'break' || row.kind === 'chain')
    return (
      <>
        {time}
        <span role="gridcell" class={row.kind}>
          {shorten(row.label, 400)}
        </span>
      </>
    );
  const sent = row.kind === 'verdict' ? row.at === 'page' : row.direction === 'sent';
  const lost = row.kind === 'verdict' || (row.kind === 'transmission' && row.lost);
  return (
    <>
      {time}
      <Cell class={`n ${row.kind === 'verdict' ? 'er strong' : ''}`}>{sent ? row.label : ''}</Cell>
      <span role="gridcell" class="rail">
        {row.kind === 'verdict' ? (
          <i class={`stop ${sent ? '' : 'right'}`} />
        ) : (
          <Arrow sent={sent} lost={lost} ack={row.kind === 'ack'} />
        )}
      </span>
      <Cell class={row.kind === 'verdict' ? 'er strong' : ''}>{sent ? '' : row.label}</Cell>
    </>
  );
}

function Arrow({
  sent,
  lost,
  ack,
}: {
  readonly sent: boolean;
  readonly lost: boolean;
  readonly ack: boolean;
}) {
  const tone = lost ? 'lost' : ack ? 'acked' : sent ? 'sent' : 'received';
  return (
    <i class={`arrow ${tone} ${sent ? 'to-server' : 'to-page'}`} title={lost ? 'not acknowledged' : ''} />
  );
}
