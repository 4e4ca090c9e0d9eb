import type { SessionWriter } from '../../src/session/session.ts';

/**
 * What the devtools page hands to the panel's window: the log and the recorder's switches. Plain functions and data, because the
 * two documents have module instances of their own.
 */
export interface SessionHost {
  readonly log: SessionWriter;
  readonly recording: RecordingControls;
  readonly site: SiteControls;
  /** HAR of the inspected page as the browser itself recorded it, or null where there is none (an opened file). */
  networkHar(): Promise<unknown>;
}

export interface RecordingControls {
  readonly paused: boolean;
  readonly preserveLog: boolean;
  /** Whether frames that are sent go with the page's call stack. */
  readonly stacks: boolean;
  /**
   * False when no bridge answers in the page's own document: one of the browser's own pages, or a page that was open before the
   * extension was installed or reloaded. What it does is not recorded until it is reloaded.
   */
  readonly heard: boolean;
  /** Frames inside the page that are recorded, whether or not it is itself. */
  readonly framesHeard: number;
  /** The devtools page has gone: nothing more is recorded, and the log stays as it is. */
  readonly ended: boolean;
  setPaused(paused: boolean): void;
  setPreserveLog(preserve: boolean): void;
  setStacks(stacks: boolean): void;
  clear(): void;
  /** Called when one of the switches changed. */
  subscribe(listener: () => void): () => void;
}

/** The site of the inspected page. */
export interface SiteControls {
  /** Null for a page that is not of the web. */
  readonly host: string | null;
  /**
   * Whether Sockscope's hook stands in this site's pages also while no DevTools is open, so that sockets from before are recorded:
   * always, as a local host; because the user chose it; no; or never, for lack of a host.
   */
  readonly kept: 'local' | 'chosen' | 'no' | 'never';
  keep(on: boolean): Promise<void>;
  /** Loads the inspected page again. */
  reload(): void;
  /** Called when one of these changed. */
  subscribe(listener: () => void): () => void;
}

/** The window property under which the host is handed over, and the event that says it is there. */
export const hostProperty = 'sockscopeHost';
export const hostEvent = 'sockscope-host';
