import { useRef } from 'preact/hooks';
import { buildReport } from '../../../src/analyze/report/report.ts';
import { createAnalysis } from '../../../src/analyze/session-analysis.ts';
import { dateOf } from '../../../src/archive/dates.ts';
import { writeHar } from '../../../src/archive/formats/har-format.ts';
import { writeSockscope } from '../../../src/archive/formats/sockscope-format.ts';
import { sayCount, sayPlural } from '../../../src/base/say.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { download } from '../store/download.ts';
import { version } from '../store/version.ts';
import { Toggle } from '../widgets/parts.tsx';
import { Banners } from './banners.tsx';
import { useStore } from './use-store.ts';

export function Toolbar() {
  const store = useStore();
  const file = useRef<HTMLInputElement>(null);
  const { recording } = store.host;
  const opened = store.opened.value;
  const total = store.log().lastFrame - store.log().firstFrame + 1;
  const rows = store.frames();
  const matching = rows.length;
  const ended = store.ended.value;

  const openFile = async (): Promise<void> => {
    const chosen = file.current?.files?.[0];
    try {
      if (chosen) await store.open(chosen.name, new Uint8Array(await chosen.arrayBuffer()));
    } catch (error) {
      // The browser may refuse to read it: it is gone, locked, or larger than a buffer may be.
      store.notice.value = `${chosen?.name}: This file could not be read (${whyOf(error)}): choose it again.`;
    }
    if (file.current) file.current.value = '';
  };

  return (
    <>
      <div class="bar" role="toolbar" aria-label="Session">
        <Toggle
          on={false}
          disabled={ended}
          title={store.paused.value ? 'Record again' : 'Stop recording; connections stay listed'}
          onToggle={() => recording.setPaused(!store.paused.value)}
        >
          <span class={store.paused.value || ended ? 'rec off' : 'rec'} />
          {ended ? 'Ended' : store.paused.value ? 'Paused' : 'Recording'}
        </Toggle>
        <button
          type="button"
          title="Forget what is over; open connections stay"
          disabled={opened !== null || ended}
          onClick={() => store.clear()}
        >
          Clear
        </button>
        <Toggle
          on={store.preserveLog.value}
          disabled={ended}
          title="Keep the session when the page navigates"
          onToggle={() => recording.setPreserveLog(!store.preserveLog.value)}
        >
          Preserve log
        </Toggle>
        <Toggle
          on={store.stacks.value}
          disabled={ended}
          title="Record where the page calls send. Costs the page some microseconds a frame"
          onToggle={() => recording.setStacks(!store.stacks.value)}
        >
          Call stacks
        </Toggle>
        <input
          class={`filter ${store.filterError.value ? 'bad' : ''}`}
          type="search"
          spellcheck={false}
          aria-label="Filter"
          aria-invalid={store.filterError.value !== null}
          placeholder="Filter: is:unanswered or latency>500ms -type:ping"
          title={
            store.filterError.value?.message ??
            'Fields: type: event: ns: dir: is: key: conn: size> latency>; a space is and, or, - negates'
          }
          value={store.filter.value}
          onInput={(event) => {
            store.filter.value = event.currentTarget.value;
          }}
        />
        <span class={store.filterError.value ? 'er count' : 'dim count'} role="status">
          {store.filterError.value?.message ??
            (matching === total ? sayPlural(total, 'frame') : `${sayCount(matching)} of ${sayCount(total)}`)}
        </span>
        {(rows.hidden > 0 || store.noise.value) && (
          <Toggle
            on={store.noise.value}
            title="Heartbeats and packets of the transport (probe, upgrade, noop) are not listed until you show them"
            onToggle={() => {
              store.noise.value = !store.noise.value;
            }}
          >
            {store.noise.value ? 'Heartbeats' : `${sayPlural(rows.hidden, 'heartbeat')} hidden`}
          </Toggle>
        )}
        <span class="grow" />
        <input
          ref={file}
          class="hidden"
          type="file"
          aria-label="Session file"
          accept=".sockscope,.har"
          onChange={() => void openFile()}
        />
        <button type="button" onClick={() => file.current?.click()}>
          Open…
        </button>
        <ExportMenu />
        <label class="setting" title="An answer after this long counts as late">
          <span>Timeout</span>
          <input
            type="number"
            min={1}
            max={600}
            value={store.settings.value.answerTimeout / 1000}
            aria-label="Answer timeout in seconds"
            onChange={(event) => {
              const seconds = Number(event.currentTarget.value);
              if (seconds >= 1 && seconds <= 600)
                store.setSettings({ ...store.settings.value, answerTimeout: seconds * 1000 });
              else event.currentTarget.value = String(store.settings.value.answerTimeout / 1000);
            }}
          />
          <span>s</span>
        </label>
      </div>
      <Banners />
    </>
  );
}

function ExportMenu() {
  const store = useStore();
  const save = async (format: string): Promise<void> => {
    const log = store.log();
    const end = store.opened.value?.end ?? store.now();
    const createdAt = Math.floor(log.startedAt + end);
    const stamp = dateOf(createdAt).slice(0, 19).replaceAll(':', '-');
    const name = `sockscope-${stamp}`;
    if (format === 'har') download(`${name}.har`, writeHar(log, version), 'application/json');
    else if (format === 'report')
      download(`${name}.json`, await reportJson(log, createdAt), 'application/json');
    else download(`${name}.sockscope`, await writeSockscope(log, { createdAt, version }), 'application/gzip');
  };
  /** An analysis of its own, because a report judges the session as over, and the one on screen goes on. */
  const reportJson = async (log: SessionLog, createdAt: number): Promise<string> => {
    const analysis = createAnalysis(log, store.settings.value);
    analysis.finish(createdAt - log.startedAt);
    return `${JSON.stringify(await buildReport(analysis), null, 2)}\n`;
  };
  return (
    <select
      class="export"
      aria-label="Export"
      value=""
      disabled={store.log().connections.length === 0}
      onChange={(event) => {
        const format = event.currentTarget.value;
        event.currentTarget.value = '';
        save(format).catch((error: unknown) => {
          store.notice.value = sayFailed(format, error);
        });
      }}
    >
      <option value="" disabled hidden>
        Export
      </option>
      <option value="sockscope">Session (.sockscope)</option>
      <option value="report">Report (.json)</option>
      <option value="har">HAR with WebSocket messages (.har)</option>
    </select>
  );
}

/** It met the engine's limit for one text, as a rule, which a session file does not: it is written in pieces. */
function sayFailed(format: string, error: unknown): string {
  const instead = format === 'sockscope' ? '' : ' A .sockscope file is written in pieces and may still work.';
  return `Nothing was exported (${whyOf(error)}); the session is still here.${instead}`;
}

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
