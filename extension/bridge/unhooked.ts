import type { PageFact } from '../../src/wire/fact.ts';
import { type Batch, type Command, protocolVersion } from '../../src/wire/message.ts';
import { isUntouched } from './untouched.ts';

/** Why no hook may stand in this document, or undefined where one may. */
export function whyUnhooked(): PageFact['unhooked'] {
  if (!isUntouched()) return 'reachable';
  // The gate (hook/gate.ts) is an element that the document knows by name, which only HTML documents do.
  return document instanceof HTMLDocument ? undefined : 'not-html';
}

/** Speaks for a document without a hook: that it is there, so that the panel says where its sockets come from. */
export function createUnhookedDocument(
  unhooked: NonNullable<PageFact['unhooked']>,
  put: (batch: Batch) => void,
): (command: unknown) => void {
  let reported = false;
  return (command) => {
    const { kind } = command as Command;
    if (kind === 'rest') reported = false;
    if (kind !== 'arm' || reported) return;
    reported = true;
    const page: PageFact = {
      kind: 'page',
      order: 0,
      time: performance.now(),
      page: 0,
      url: location.href,
      frame: window === window.top ? 'top' : 'iframe',
      origin: performance.timeOrigin,
      unhooked,
    };
    const payloads = { cells: new Float64Array(0), text: '', data: [] };
    put({ kind: 'batch', version: protocolVersion, batch: 1, facts: [page], ...payloads });
  };
}
