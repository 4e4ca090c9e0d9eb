import type { TabId } from '../store/selection.ts';
import { ChunkStreams } from './chunk-streams.tsx';
import { Deliveries } from './deliveries.tsx';
import { Events } from './events.tsx';
import { Exchanges } from './exchanges.tsx';
import { Findings } from './findings.tsx';
import { Frames } from './frames.tsx';
import { useStore } from './use-store.ts';

const everyTab: readonly { readonly id: TabId; readonly label: string }[] = [
  { id: 'findings', label: 'Findings' },
  { id: 'frames', label: 'Frames' },
  { id: 'exchanges', label: 'Exchanges' },
  { id: 'deliveries', label: 'Deliveries' },
  { id: 'chunk-streams', label: 'Chunk streams' },
  { id: 'events', label: 'Events' },
];

export function Main() {
  const store = useStore();
  const current = store.tab.value;
  const findings = store.findings();
  // Only some protocols have named events; for the others the tab would always be empty.
  const tabs = everyTab.filter((tab) => tab.id !== 'events' || store.analysis().events.length > 0);
  const wrong: Readonly<Record<TabId, number>> = {
    findings: findings.filter((each) => each.severity !== 'info').length,
    frames: 0,
    events: findings.filter((each) => each.code.startsWith('event-') || each.code === 'recovery-missed')
      .length,
    exchanges: findings.filter((each) => each.subject?.kind === 'exchange' && each.severity !== 'info')
      .length,
    deliveries: findings.filter((each) => each.subject?.kind === 'delivery' && each.severity === 'error')
      .length,
    'chunk-streams': findings.filter(
      (each) => each.subject?.kind === 'chunk-stream' && each.severity === 'error',
    ).length,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex((tab) => tab.id === current);
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    store.tab.value = next.id;
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${next.id}`)?.focus();
  };
  return (
    <main>
      <div class="tabs" role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            id={`tab-${tab.id}`}
            type="button"
            role="tab"
            aria-selected={tab.id === current}
            aria-controls="view"
            tabIndex={tab.id === current ? 0 : -1}
            onClick={() => {
              store.tab.value = tab.id;
            }}
          >
            {tab.label}
            {wrong[tab.id] > 0 && <b>{wrong[tab.id]}</b>}
          </button>
        ))}
      </div>
      <div id="view" class="view" role="tabpanel" aria-labelledby={`tab-${current}`}>
        {current === 'findings' && <Findings />}
        {current === 'frames' && <Frames />}
        {current === 'exchanges' && <Exchanges />}
        {current === 'deliveries' && <Deliveries />}
        {current === 'chunk-streams' && <ChunkStreams />}
        {current === 'events' && <Events />}
      </div>
    </main>
  );
}
