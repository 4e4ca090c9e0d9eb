import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Analysis } from '../../../src/analyze/analysis.ts';
import { changedThresholds, restoreThresholds } from '../../../src/analyze/findings/thresholds.ts';
import type { FindingCode } from '../../../src/analyze/results.ts';
import { type AnalysisSettings, defaultSettings } from '../../../src/analyze/settings.ts';
import { openArchive } from '../../../src/archive/archive.ts';
import type { ConventionRule } from '../../../src/decode/convention-rules.ts';
import { parseQuery, type Query, type QueryError } from '../../../src/query/query.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import type { SessionHost, SiteControls } from '../../channel/session-host.ts';
import { createFrameIndex, type FrameRows } from './frame-index.ts';
import { createFramePackets, type FramePackets } from './frame-packets.ts';
import { createFrameSummaries } from './frame-summaries.ts';
import { createLists, type Lists } from './lists.ts';
import { createLiveAnalysis, type LiveAnalysis } from './live-analysis.ts';
import { forgetfulMemory, type PanelMemory, readRemembered } from './panel-memory.ts';
import type { Selection, TabId, TimeRange } from './selection.ts';

export interface OpenedArchive {
  readonly name: string;
  /** Session ms at which it ends. */
  readonly end: number;
  /** What was corrected or left out when it was read. */
  readonly notes: readonly string[];
}

/** All that the views read and call. Reading a method inside a component subscribes it to `version`. */
export interface PanelStore extends Lists {
  readonly host: SessionHost;
  readonly version: ReadonlySignal<number>;
  readonly tab: Signal<TabId>;
  /** Connection whose traffic is shown (with the chain it belongs to in Deliveries); null is all. */
  readonly scope: Signal<number | null>;
  readonly selection: Signal<Selection | null>;
  readonly filter: Signal<string>;
  readonly filterError: ReadonlySignal<QueryError | null>;
  readonly range: Signal<TimeRange | null>;
  /** Whether heartbeats and transport packets are listed. */
  readonly noise: Signal<boolean>;
  readonly settings: Signal<AnalysisSettings>;
  /** Kinds of findings that the user does not want to see; remembered. */
  readonly muted: ReadonlySignal<ReadonlySet<FindingCode>>;
  readonly opened: Signal<OpenedArchive | null>;
  /** One sentence for the user: a file that could not be opened, a copy that was made. */
  readonly notice: Signal<string | null>;
  readonly paused: Signal<boolean>;
  readonly preserveLog: Signal<boolean>;
  readonly stacks: Signal<boolean>;
  /** See RecordingControls. */
  readonly heard: ReadonlySignal<boolean>;
  readonly framesHeard: ReadonlySignal<number>;
  /** The inspected site, and whether Sockscope stays there while DevTools is closed. */
  readonly site: ReadonlySignal<Pick<SiteControls, 'host' | 'kept'>>;
  readonly ended: ReadonlySignal<boolean>;
  /** Goes over to the recording that took the place of one that ended; null while there is none. */
  readonly successor: Signal<(() => void) | null>;
  analysis(): Analysis;
  log(): SessionLog;
  now(): number;
  frames(): FrameRows;
  /** What the packet in a frame says, in a line; null where the payload as it came says as much. */
  summary(frame: number): string | null;
  /** The first packets of a frame, with their values. */
  packets(frame: number): FramePackets;
  /** Everything is being derived anew under a changed setting or rule; what was there before can be had back. */
  rebuilding(): boolean;
  /** Keeps what was derived before the change, and the settings and rules it was derived under. */
  cancelRebuild(): void;
  toggleMute(code: FindingCode): void;
  /** What the user says about ids, numbers and chunks; remembered but for rules on one connection. */
  setRules(rules: readonly ConventionRule[]): void;
  open(name: string, bytes: Uint8Array): Promise<void>;
  backToLive(): void;
  clear(): void;
  setSettings(settings: AnalysisSettings): void;
  /** The panel is done with this store. */
  stop(): void;
  show(selection: Selection, tab?: TabId): void;
}

const everything: Query = { any: [[]] };

/** @param memory keeps rules, muted findings and thresholds from one DevTools to the next */
export function createPanelStore(host: SessionHost, memory: PanelMemory = forgetfulMemory): PanelStore {
  const settings = signal<AnalysisSettings>(defaultSettings);
  const live = createLiveAnalysis(host.log, settings.value, null);
  const source = signal<LiveAnalysis>(live);
  const filter = signal('');
  const parsed = computed(() => parseQuery(filter.value));
  const query = computed(() => (parsed.value.ok ? parsed.value.value : everything));
  const scope = signal<number | null>(null);
  const range = signal<TimeRange | null>(null);
  const selection = signal<Selection | null>(null);
  const tab = signal<TabId>('frames');
  const muted = signal<ReadonlySet<FindingCode>>(new Set());
  const opened = signal<OpenedArchive | null>(null);
  const notice = signal<string | null>(null);
  const version = computed(() => source.value.version.value);
  const index = createFrameIndex();
  const summaries = createFrameSummaries();
  const packets = createFramePackets();
  const noise = signal(false);
  /** Who asks for them in the filter gets them. */
  const listsNoise = computed(
    () =>
      noise.value ||
      query.value.any.some((terms) =>
        terms.some((term) => term.field === 'is' && /^(?:heartbeat|transport)$/i.test(term.value)),
      ),
  );
  const paused = signal(host.recording.paused);
  const preserveLog = signal(host.recording.preserveLog);
  const stacks = signal(host.recording.stacks);
  const heard = signal(host.recording.heard);
  const framesHeard = signal(host.recording.framesHeard);
  const ended = signal(host.recording.ended);
  const siteNow = () => ({ host: host.site.host, kept: host.site.kept });
  const site = signal(siteNow());
  host.site.subscribe(() => {
    site.value = siteNow();
  });
  const connections = computed(() => (scope.value === null ? null : new Set([scope.value])));

  const analysis = (): Analysis => {
    version.value;
    return source.value.current;
  };
  const lists = createLists({
    analysis,
    query: () => query.value,
    scope: () => scope.value,
    range: () => range.value,
    muted: () => muted.value,
  });

  host.recording.subscribe(() => {
    paused.value = host.recording.paused;
    preserveLog.value = host.recording.preserveLog;
    stacks.value = host.recording.stacks;
    heard.value = host.recording.heard;
    framesHeard.value = host.recording.framesHeard;
    ended.value = host.recording.ended;
    if (ended.value) live.freeze();
  });

  const remember = (): void =>
    memory.save({
      rules: settings.value.rules.filter((rule) => rule.url !== undefined),
      muted: [...muted.value],
      thresholds: changedThresholds(settings.value, defaultSettings),
    });
  /** The settings that hold again when the rebuild that is going on is cancelled. */
  let before: AnalysisSettings | null = null;
  const applySettings = (next: AnalysisSettings): void => {
    if (!source.value.rebuilding) before = settings.value;
    settings.value = next;
    // Frames keep their numbers; what was derived from them does not.
    if (selection.value?.kind !== 'frame') selection.value = null;
    live.rebuild(next);
    if (source.value !== live) source.value.rebuild(next);
  };
  void memory.load().then((value) => {
    const remembered = readRemembered(value);
    muted.value = new Set(remembered.muted);
    const restored = restoreThresholds(settings.value, remembered.thresholds);
    if (remembered.rules.length > 0 || restored !== settings.value)
      applySettings({ ...restored, rules: [...remembered.rules, ...settings.value.rules] });
    // What was remembered is no change that could be taken back.
    before = null;
  });

  let generation = 0;
  effect(() => {
    // Evidence showed another convention: exchanges, deliveries and streams are others now.
    const now = analysis().generation;
    if (now !== generation && selection.peek()?.kind !== 'frame' && selection.peek()?.kind !== 'findings')
      selection.value = null;
    generation = now;
  });

  const forget = (): void => {
    selection.value = null;
    scope.value = null;
    range.value = null;
  };
  let epoch = host.log.epoch;
  host.log.subscribe(() => {
    if (host.log.epoch === epoch) return;
    epoch = host.log.epoch;
    if (opened.value === null) forget();
  });

  return {
    host,
    version,
    tab,
    scope,
    selection,
    filter,
    filterError: computed(() => (parsed.value.ok ? null : parsed.value.error)),
    range,
    noise,
    settings,
    muted,
    opened,
    notice,
    paused,
    preserveLog,
    stacks,
    heard,
    framesHeard,
    site,
    ended,
    successor: signal(null),
    analysis,
    log: () => analysis().log,
    now: () => source.value.now(),
    frames: () =>
      index(analysis(), {
        connections: connections.value,
        range: range.value,
        query: query.value,
        noise: listsNoise.value,
      }),
    summary: (frame) => summaries(analysis(), frame),
    packets: (frame) => packets(analysis(), frame),
    rebuilding: () => {
      version.value;
      return source.value.rebuilding && before !== null;
    },
    cancelRebuild() {
      if (before === null || !source.value.rebuilding) return;
      settings.value = before;
      if (selection.value?.kind !== 'frame') selection.value = null;
      live.restore(before);
      if (source.value !== live) source.value.restore(before);
      before = null;
      remember();
    },
    ...lists,
    toggleMute(code) {
      const next = new Set(muted.value);
      if (!next.delete(code)) next.add(code);
      muted.value = next;
      remember();
    },
    setRules(rules) {
      applySettings({ ...settings.value, rules });
      remember();
    },
    async open(name, bytes) {
      const log = createSessionLog();
      const result = await openArchive(bytes, log);
      if (!result.ok) {
        notice.value = `${name}: ${result.error.message}`;
        return;
      }
      if (source.value !== live) source.value.stop();
      forget();
      notice.value = null;
      opened.value = { name, end: result.value.end, notes: result.value.notes };
      source.value = createLiveAnalysis(log, settings.value, result.value.end);
    },
    backToLive() {
      if (source.value !== live) source.value.stop();
      forget();
      opened.value = null;
      source.value = live;
    },
    clear() {
      forget();
      host.recording.clear();
    },
    setSettings(next) {
      applySettings(next);
      remember();
    },
    stop() {
      live.stop();
      if (source.value !== live) source.value.stop();
    },
    show(next, nextTab) {
      selection.value = next;
      if (nextTab) tab.value = nextTab;
    },
  };
}
