import type { Capture } from './capture.ts';
import type { Outbox } from './outbox.ts';
import { listen, onLineOf, unlisten, visibilityOf } from './primitives.ts';

export interface PageSignals {
  /** Adds nothing twice. To be called now and then: `document.open()` takes all listeners off window and document. */
  start(): void;
  stop(): void;
}

/** What a page goes through besides its sockets, and the last moment at which facts can leave it. */
export function createPageSignals(capture: Capture, outbox: Outbox): PageSignals {
  const guarded = (run: () => void) => (event: Event) => {
    if (!event.isTrusted || !capture.on) return;
    try {
      run();
    } catch {
      // Ours is never the page's problem.
    }
  };
  const onVisibility = guarded(() => {
    capture.tell({ kind: 'visibility', page: 0, visible: visibilityOf(document) === 'visible' });
    outbox.flush(true);
  });
  const onNetwork = guarded(() => capture.tell({ kind: 'network', page: 0, online: onLineOf(navigator) }));
  const onFreeze = guarded(() => outbox.flush(true));
  const onLeave = guarded(outbox.leave);

  const all = (change: typeof listen): void => {
    change(document, 'visibilitychange', onVisibility, true);
    change(document, 'freeze', onFreeze, true);
    change(window, 'pagehide', onLeave, true);
    change(window, 'online', onNetwork, true);
    change(window, 'offline', onNetwork, true);
  };

  return {
    start: () => all(listen),
    stop: () => all(unlisten),
  };
}
