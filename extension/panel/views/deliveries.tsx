import type { Chain } from '../../../src/analyze/connections/chain.ts';
import type { Delivery } from '../../../src/analyze/results.ts';
import { sayPlural } from '../../../src/base/say.ts';
import { type LadderRow, ladderRows } from '../../../src/layout/ladder-layout.ts';
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
  const byChain = groupByChain(deliveries);
  const chains = analysis.chains.filter((chain) => byChain.has(chain.id));
  const rows = chains.flatMap((chain) =>
    chainRows(
      chain,
      chains.length > 1,
      ladderRows(chain, byChain.get(chain.id)!, (id) => analysis.log.connection(id)),
    ),
  );
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

/** A session may have 100,000 chains and 10,000 deliveries: each is looked at once. */
function groupByChain(deliveries: readonly Delivery[]): ReadonlyMap<number, readonly Delivery[]> {
  const groups = new Map<number, Delivery[]>();
  for (const each of deliveries) {
    const group = groups.get(each.chain);
    if (group) group.push(each);
    else groups.set(each.chain, [each]);
  }
  return groups;
}

/** Connections of a chain that its title names: the newest. */
const namedInTitle = 20;

function chainRows(chain: Chain, titled: boolean, rows: readonly LadderRow[]): readonly Row[] {
  const newest = chain.connections.slice(-namedInTitle).map((id) => `#${id}`);
  const label = [...(chain.connections.length > namedInTitle ? ['…'] : []), ...newest].join(' → ');
  const deliveries = new Set(rows.flatMap((row) => ('delivery' in row ? [row.delivery] : []))).size;
  return titled
    ? [
        {
          kind: 'chain',
          time: rows[0]?.time ?? 0,
          label: `${label} · ${sayPlural(deliveries, 'numbered packet')}`,
        },
        ...rows,
      ]
    : rows;
}

function Rung({ row }: { readonly row: Row }) {
  const time = (
    <Cell class="n dim">{row.kind === 'chain' || row.kind === 'verdict' ? '' : sayOffset(row.time)}</Cell>
  );
  if (row.kind === 'break' || row.kind === 'chain')
    return (
      <>
        {time}
        <span role="gridcell" class={row.kind}>
          {row.label}
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
