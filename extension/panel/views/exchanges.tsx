import { useState } from 'preact/hooks';
import { isScoped, sayKey } from '../../../src/analyze/exchanges/exchange-key.ts';
import type { Exchange, ExchangeState } from '../../../src/analyze/results.ts';
import { sayDuration } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { sayOffset } from '../../../src/layout/say-time.ts';
import { createTimeScale } from '../../../src/layout/time-scale.ts';
import { waterfallBar } from '../../../src/layout/waterfall-layout.ts';
import { Cell, Head } from '../widgets/parts.tsx';
import { WindowedRows } from '../widgets/windowed-rows.tsx';
import { LatencyTable } from './latency-table.tsx';
import { Nothing } from './nothing.tsx';
import { useStore } from './use-store.ts';

const columns = '26px minmax(70px, 1.4fr) minmax(0, 0.9fr) 98px 66px minmax(110px, 2.4fr)';

export const exchangeTone: Readonly<Record<ExchangeState, string>> = {
  pending: 'dim',
  overdue: 'wr',
  answered: 'r',
  late: 'wr',
  failed: 'er',
  streaming: 's',
  cancelled: 'dim',
  unanswered: 'er',
};

/** The waterfall, or the same exchanges by type of request. */
export function Exchanges() {
  const [byType, setByType] = useState(false);
  return (
    <div class="stacked">
      <div class="payload-bar" role="group" aria-label="Exchanges by">
        {[false, true].map((each) => (
          <button
            key={String(each)}
            type="button"
            class={each === byType ? 'on' : ''}
            aria-pressed={each === byType}
            onClick={() => setByType(each)}
          >
            {each ? 'Latency by type' : 'Waterfall'}
          </button>
        ))}
      </div>
      {byType ? <LatencyTable /> : <Waterfall />}
    </div>
  );
}

function Waterfall() {
  const store = useStore();
  const exchanges = store.exchanges();
  const now = store.now();
  const range = store.range.value;
  const first = exchanges[0]?.requestedAt ?? 0;
  const last = exchanges.reduce((latest, each) => Math.max(latest, each.endedAt ?? now), first);
  const scale = createTimeScale(range?.from ?? first, range?.to ?? last);
  const { answerTimeout } = store.settings.value;
  const selection = store.selection.value;
  return (
    <WindowedRows
      label="Exchanges"
      columns={columns}
      rows={exchanges.length}
      follow={store.opened.value === null}
      selected={selection?.kind === 'exchange' ? exchanges.findIndex((each) => each.id === selection.id) : -1}
      onSelect={(row) => {
        const exchange = exchanges[row];
        if (exchange) store.show({ kind: 'exchange', id: exchange.id });
      }}
      header={
        <>
          <Head />
          <Head>Request</Head>
          <Head>Key</Head>
          <Head>State</Head>
          <Head class="n">Latency</Head>
          <Head class="axis">
            {scale.ticks(3).map((tick) => (
              <i key={tick} style={{ left: `${scale.place(tick) * 100}%` }}>
                {sayOffset(tick)}
              </i>
            ))}
          </Head>
        </>
      }
      rowClass={(row) => rowTone(exchanges[row])}
      row={(row) => {
        const exchange = exchanges[row];
        if (!exchange) return null;
        const bar = waterfallBar(exchange, scale, now, answerTimeout);
        return (
          <>
            <Cell
              class={exchange.asker === 'sent' ? 'dir s' : 'dir r'}
              title={exchange.asker === 'sent' ? 'the page asks' : 'the server asks'}
            >
              {exchange.asker === 'sent' ? '↑' : '↓'}
            </Cell>
            <Cell>{exchange.name || 'request'}</Cell>
            <Cell class="mono dim" title={sayKey(exchange)}>
              <span class="key">{shorten(exchange.key, 400)}</span>
              {isScoped(exchange) && <span class="faint"> · {shorten(exchange.scope, 400)}</span>}
            </Cell>
            <Cell class={exchangeTone[exchange.state]}>{exchange.state}</Cell>
            <Cell class="n">{exchange.latencyMs === null ? '—' : sayDuration(exchange.latencyMs)}</Cell>
            <Cell class="lane">
              <i
                class={`bar-${exchange.state}`}
                style={{ left: `${bar.left * 100}%`, width: `max(2px, ${bar.width * 100}%)` }}
              />
              {bar.timeout !== null && (
                <i
                  class="due"
                  title={`${sayDuration(answerTimeout)} timeout`}
                  style={{ left: `${bar.timeout * 100}%` }}
                />
              )}
            </Cell>
          </>
        );
      }}
      empty={
        <Nothing
          what="exchanges"
          about="An exchange is a request with its answer: a packet with an id, and one from the other side that echoes it."
        />
      }
    />
  );
}

function rowTone(exchange: Exchange | undefined): string {
  if (exchange?.state === 'unanswered' || exchange?.state === 'failed') return 'bad';
  return exchange?.state === 'late' || exchange?.state === 'overdue' ? 'wrn' : '';
}
