import { useState } from 'preact/hooks';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import { sayCount, sayDuration } from '../../../src/base/say.ts';
import { urlParts } from '../../../src/base/url.ts';
import { decoderById } from '../../../src/decode/decoders.ts';
import { listConnections } from '../../../src/layout/connection-list.ts';
import { describeUnhooked } from '../../../src/layout/describe-network-source.ts';
import { sayEndpoint } from '../../../src/layout/say-time.ts';
import type { Connection, Page } from '../../../src/session/session.ts';
import { Empty, Link } from '../widgets/parts.tsx';
import { KeepSite } from './site.tsx';
import { useStore } from './use-store.ts';

/** Connections that are shown at first, and by how many more a click shows. */
const step = 100;

/** Connections by page, those of a chain together, the newest of a chain first. */
export function Connections() {
  const store = useStore();
  const [most, setMost] = useState(step);
  const analysis = store.analysis();
  const { log } = analysis;
  const choose = (id: number | null): void => {
    store.scope.value = store.scope.value === id ? null : id;
    store.selection.value = null;
  };
  if (log.connections.length === 0)
    return (
      <aside class="conns" aria-label="Connections">
        <Empty title="No connection yet">Reload the page to see its connections from the start.</Empty>
      </aside>
    );
  const counts = findingCounts(analysis);
  const { pages, hidden } = listConnections(analysis, most, store.scope.value);
  return (
    <aside class="conns" aria-label="Connections">
      <button
        type="button"
        class={`conn all ${store.scope.value === null ? 'on' : ''}`}
        aria-pressed={store.scope.value === null}
        onClick={() => choose(null)}
      >
        All connections <span class="dim">{log.connections.length}</span>
      </button>
      {hidden > 0 && (
        <p class="more">
          {sayCount(hidden)} older ones are not listed here.{' '}
          <Link onClick={() => setMost(most + step)}>Show {Math.min(step, hidden)} more</Link>
        </p>
      )}
      {pages.map(({ page, groups }) => (
        <section key={page.id} aria-label={page.url}>
          <h3 title={page.url}>{pageTitle(page)}</h3>
          {page.unhooked && (
            <small class="page-source dim" title={describeUnhooked(page) ?? ''}>
              from the browser’s own record
            </small>
          )}
          {groups.map((group) => (
            <div key={group.at(-1)!.id} class={group.length > 1 ? 'chain' : ''}>
              {group.map((connection) => (
                <ConnectionRow
                  key={connection.id}
                  connection={connection}
                  decoder={decoderById(analysis.decoderOf(connection.id))?.label ?? ''}
                  now={store.now()}
                  counts={counts.get(connection.id)}
                  selected={store.scope.value === connection.id}
                  onChoose={() => choose(connection.id)}
                />
              ))}
            </div>
          ))}
        </section>
      ))}
      <KeepSite />
    </aside>
  );
}

interface Counts {
  errors: number;
  warnings: number;
}

interface ConnectionRowProps {
  readonly connection: Connection;
  readonly decoder: string;
  readonly now: number;
  readonly counts: Counts | undefined;
  readonly selected: boolean;
  readonly onChoose: () => void;
}

function ConnectionRow({ connection, decoder, now, counts, selected, onChoose }: ConnectionRowProps) {
  const { id, sent, received } = connection;
  return (
    <button
      type="button"
      class={`conn ${selected ? 'on' : ''}`}
      aria-pressed={selected}
      title={connection.url}
      onClick={onChoose}
    >
      <span class={`dot ${dotOf(connection)}`} />
      <span class="ellipsis">
        #{id} <span class="mono">{sayEndpoint(connection.url)}</span>
      </span>
      {counts && counts.errors + counts.warnings > 0 ? (
        <span
          class={`badge ${counts.errors > 0 ? '' : 'w'}`}
          title={`${counts.errors} errors, ${counts.warnings} warnings`}
        >
          {counts.errors || counts.warnings}
        </span>
      ) : (
        <span />
      )}
      <small class="ellipsis">
        {decoder} · {sayCount(sent.frames)} ↑ {sayCount(received.frames)} ↓ · {stateOf(connection, now)}
      </small>
    </button>
  );
}

function dotOf(connection: Connection): string {
  if (connection.closedAt === null)
    return connection.openedAt === null && connection.firstReadyState === 0 ? 'wait' : '';
  return connection.close && !connection.close.wasClean ? 'e' : 'c';
}

function stateOf(connection: Connection, now: number): string {
  const since = connection.openedAt ?? connection.constructedAt;
  if (connection.closedAt === null)
    return connection.openedAt === null && connection.firstReadyState === 0
      ? 'connecting'
      : sayDuration(Math.max(0, now - since));
  const lived = sayDuration(connection.closedAt - since);
  if (connection.endedBy === 'page-left') return `page left after ${lived}`;
  if (connection.endedBy === 'collected') return `collected after ${lived}`;
  if (connection.endedBy === 'network') return `ended after ${lived}`;
  return `${connection.close?.code ?? ''} after ${lived}`;
}

function pageTitle(page: Page): string {
  const { host } = urlParts(page.url);
  const left = page.leftAt === null ? '' : ' · left';
  return `${host || page.url} · ${page.frame}${left}`;
}

function findingCounts(analysis: Analysis): ReadonlyMap<number, Counts> {
  const counts = new Map<number, Counts>();
  for (const finding of analysis.findings) {
    const count = counts.get(finding.connection) ?? { errors: 0, warnings: 0 };
    if (finding.severity === 'error') count.errors++;
    else if (finding.severity === 'warning') count.warnings++;
    counts.set(finding.connection, count);
  }
  return counts;
}
