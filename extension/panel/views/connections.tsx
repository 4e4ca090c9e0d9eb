import type { Analysis } from '../../../src/analyze/analysis.ts';
import { sayCount, sayDuration } from '../../../src/base/say.ts';
import { urlParts } from '../../../src/base/url.ts';
import { decoderById } from '../../../src/decode/decoders.ts';
import { sayUnhooked } from '../../../src/layout/say-network-source.ts';
import { sayEndpoint } from '../../../src/layout/say-time.ts';
import type { Connection, Page } from '../../../src/session/session.ts';
import { Empty } from '../widgets/parts.tsx';
import { KeepSite } from './site.tsx';
import { useStore } from './use-store.ts';

/** Connections by page, those of a chain together, the newest of a chain first. */
export function Connections() {
  const store = useStore();
  const analysis = store.analysis();
  const { log } = analysis;
  const counts = findingCounts(analysis);
  const pages = log.pages.filter((page) => log.connections.some((each) => each.page === page.id));
  const groups = [
    ...analysis.chains.map((chain) => chain.connections),
    ...analysis.arriving.map((connection) => [connection]),
  ];
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
      {pages.map((page) => (
        <section key={page.id} aria-label={page.url}>
          <h3 title={page.url}>{pageTitle(page)}</h3>
          {page.unhooked && (
            <small class="page-source dim" title={sayUnhooked(page) ?? ''}>
              from the browser’s own record
            </small>
          )}
          {groups
            // The log may have let go of the first ones of a long chain.
            .filter((group) => log.connection(group.find(log.connection) ?? 0)?.page === page.id)
            .map((group) => (
              <div key={group[0]} class={group.length > 1 ? 'chain' : ''}>
                {group.toReversed().map((id) => {
                  const connection = log.connection(id);
                  return (
                    connection && (
                      <ConnectionRow
                        key={id}
                        connection={connection}
                        decoder={decoderById(analysis.decoderOf(id))?.label ?? ''}
                        now={store.now()}
                        counts={counts.get(id)}
                        selected={store.scope.value === id}
                        onChoose={() => choose(id)}
                      />
                    )
                  );
                })}
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
