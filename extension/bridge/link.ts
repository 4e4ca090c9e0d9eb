import { cellsPerRow } from '../../src/wire/batch.ts';
import { type Batch, portName } from '../../src/wire/message.ts';
import { bye, createHello, type GivenUp, isWelcome } from '../channel/greeting.ts';
import { nobody } from '../channel/nobody.ts';
import { pack } from '../channel/packing.ts';
import type { Wake } from '../channel/wake.ts';
import { later } from './later.ts';
import { type BridgeRuntime, runtime } from './runtime.ts';

/** The bridge's end of the way to the recorder, over one port after another. */
export interface Link {
  connect(): void;
  /** Begins anew on a new port. */
  reconnect(): void;
  /** Takes a batch along, now or with the next port. */
  put(batch: Batch): void;
  /** The document goes away. */
  leave(): void;
  /** Answers where the recorder asks for an answer. */
  wake(message: Wake, respond: (answer: unknown) => void): void;
}

/** DevTools on another tab keeps silent, and cannot refuse: closing the port would close it for this tab's DevTools too. */
const silenceMs = 3000;
const lateMs = 100;

const giveUp = ({ batch, facts, cells }: Batch): GivenUp => [
  batch,
  facts.length + cells.length / cellsPerRow,
];

/** This script may be left over from DevTools that was closed. */
function reportNobody(): void {
  try {
    runtime.sendMessage(nobody).catch(() => undefined);
  } catch {
    // The extension was reloaded under this page.
  }
}

/** @param command passes the recorder's commands on, and a `rest` when nobody listens any more */
export function createLink(command: (message: unknown) => void): Link {
  let port: ReturnType<BridgeRuntime['connect']> | undefined;
  let welcomed = false;
  let packed = false;
  /** Batches that the recorder has not said to have taken, oldest first: a port that breaks takes some with it. */
  let kept: Batch[] = [];
  /** Of batches that were kept in vain: the next recording begins with them, so that they are counted where they did not arrive. */
  let given: GivenUp[] = [];
  /** Until the document starts afresh, what still comes from it is of a recording that is over. */
  let stale = false;

  /** Nobody listens, or the extension was reloaded under this page. */
  const rest = (): void => {
    port = undefined;
    reportNobody();
    welcomed = false;
    if (kept.length > 0) given = kept.map(giveUp);
    kept = [];
    stale = true;
    command({ kind: 'rest' });
  };

  const hangUp = (former: typeof port): void => {
    try {
      former?.disconnect();
    } catch {
      // The extension was reloaded under this page.
    }
  };

  /** Waits for an answer on `asked`. A page that kept the thread busy meanwhile may have the answer still in its queue. */
  const hearOut = (asked: typeof port): void => {
    const due = performance.now() + silenceMs;
    later(() => {
      if (port !== asked || welcomed) return;
      if (performance.now() > due + lateMs) hearOut(asked);
      else {
        rest();
        hangUp(asked);
      }
    }, silenceMs);
  };

  const onMessage = (message: unknown): void => {
    if (isWelcome(message)) {
      welcomed = true;
      packed = message.packed;
      given = [];
      return;
    }
    const { kind, batch } = message as { readonly kind?: unknown; readonly batch?: number };
    if (kind === 'taken') kept = kept.filter((each) => each.batch > batch!);
    command(message);
  };

  const connect = (resumes = false): void => {
    if (port) return;
    try {
      const opened = runtime.connect({ name: portName });
      port = opened;
      welcomed = false;
      hearOut(opened);
      opened.onMessage.addListener((message) => {
        if (port === opened) onMessage(message);
      });
      opened.onDisconnect.addListener(() => {
        // Read, or the browser reports it as unchecked on the page's console.
        void runtime.lastError;
        if (port === opened) onBreak();
      });
      opened.postMessage(createHello(resumes, resumes ? [] : given));
      for (const batch of kept) opened.postMessage(packed ? pack(batch) : batch);
    } catch {
      rest();
    }
  };

  /** Nobody is there any more, which the next port tells, or the port alone went: then it goes on where it was. */
  const onBreak = (): void => {
    port = undefined;
    if (welcomed) connect(true);
    else rest();
  };

  const reconnect = (): void => {
    const former = port;
    rest();
    hangUp(former);
    connect();
  };

  return {
    connect: () => connect(),
    reconnect,
    put(batch) {
      if (stale && batch.batch !== 1) {
        given.push(giveUp(batch));
        return;
      }
      stale = false;
      kept.push(batch);
      try {
        port?.postMessage(packed ? pack(batch) : batch);
      } catch {
        onBreak();
      }
    },
    leave() {
      try {
        port?.postMessage(bye);
      } catch {
        // It went before.
      }
    },
    wake(message, respond) {
      if (message.broken) {
        respond(true);
        if (!port) connect();
        else if (welcomed) onBreak();
      }
      // A port that nobody answered yet was opened before this DevTools, which has not heard of it.
      else if (!welcomed) reconnect();
    },
  };
}
