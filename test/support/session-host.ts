import type { SessionHost } from '../../extension/channel/session-host.ts';
import type { SessionWriter } from '../../src/session/session.ts';

/** What the devtools page hands to the panel, where nothing is recorded any more. */
export const hostOf = (log: SessionWriter): SessionHost => ({
  log,
  recording: {
    paused: false,
    preserveLog: true,
    stacks: false,
    heard: true,
    framesHeard: 0,
    ended: false,
    setPaused: () => undefined,
    setPreserveLog: () => undefined,
    setStacks: () => undefined,
    clear: () => undefined,
    subscribe: () => () => undefined,
  },
  site: {
    host: null,
    kept: 'never',
    keep: async () => undefined,
    reload: () => undefined,
    subscribe: () => () => undefined,
  },
  networkHar: async () => null,
});
