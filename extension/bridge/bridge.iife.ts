import { cellsPerRow } from '../../src/wire/batch.ts';
import { type Batch, portName } from '../../src/wire/message.ts';
import { bye, createHello, type GivenUp, isWelcome } from '../channel/greeting.ts';
import { handshakeEvent, nameEvent } from '../channel/handshake.ts';
import { pack } from '../channel/packing.ts';
import { isWake } from '../channel/wake.ts';
import { type BridgeRuntime, runtime } from './runtime.ts';

/**
 * Set once per window. By the HTML standard a frame's first, empty document may hand its window on to a document of the same
 * origin (Chromium 156 does not), and both scripts then run in it a second time. The hook in place stays and starts afresh
 * on a new connection.
 */
const world = globalThis as World;
interface World {
  sockscopeReconnect?: () => void;
  /** See `nameEvent`. */
  sockscopeName?: string;
}

let hook: MessagePort | undefined;
let link: ReturnType<BridgeRuntime['connect']> | undefined;
let welcomed = false;
let packed = false;
/** Batches that the recorder has not said to have taken, oldest first: a port that breaks takes some with it. */
let kept: Batch[] = [];
/** Of batches that were kept in vain: the next recording begins with them, so that they are counted where they did not arrive. */
let given: GivenUp[] = [];
/** Until the hook starts afresh, what still comes from it is of a recording that is over. */
let stale = false;
/** DevTools on another tab keeps silent, and cannot refuse: closing the port would close it for this tab's DevTools too. */
const silenceMs = 3000;
const lateMs = 100;

const giveUp = ({ batch, facts, cells }: Batch): GivenUp => [
  batch,
  facts.length + cells.length / cellsPerRow,
];

/** Nobody listens, or the extension was reloaded under this page. */
function rest(): void {
  link = undefined;
  welcomed = false;
  if (kept.length > 0) given = kept.map(giveUp);
  kept = [];
  stale = true;
  hook?.postMessage({ kind: 'rest' });
}

/** Without a timer id, which the page could see missing from its own. */
function later(run: () => void): void {
  if ('scheduler' in globalThis) void scheduler.postTask(run, { delay: silenceMs });
  else setTimeout(run, silenceMs);
}

function hangUp(port: typeof link): void {
  try {
    port?.disconnect();
  } catch {
    // The extension was reloaded under this page.
  }
}

/** Waits for an answer on `port`. A page that kept the thread busy meanwhile may have the answer still in its queue. */
function hearOut(port: typeof link): void {
  const due = performance.now() + silenceMs;
  later(() => {
    if (link !== port || welcomed) return;
    if (performance.now() > due + lateMs) hearOut(port);
    else {
      rest();
      hangUp(port);
    }
  });
}

function connect(resumes = false): void {
  if (link) return;
  try {
    const port = runtime.connect({ name: portName });
    link = port;
    welcomed = false;
    hearOut(port);
    port.onMessage.addListener((message) => {
      if (link !== port) return;
      if (isWelcome(message)) {
        welcomed = true;
        packed = message.packed;
        given = [];
        return;
      }
      const { kind, batch } = message as { readonly kind?: unknown; readonly batch?: number };
      if (kind === 'taken') kept = kept.filter((each) => each.batch > batch!);
      hook?.postMessage(message);
    });
    port.onDisconnect.addListener(() => {
      // Read, or the browser reports it as unchecked on the page's console.
      void runtime.lastError;
      if (link === port) onBreak();
    });
    port.postMessage(createHello(resumes, resumes ? [] : given));
    for (const batch of kept) port.postMessage(packed ? pack(batch) : batch);
  } catch {
    rest();
  }
}

/** Nobody is there any more, which the next port tells, or the port alone went: then it goes on where it was. */
function onBreak(): void {
  link = undefined;
  if (welcomed) connect(true);
  else rest();
}

function onBatch({ data, lastEventId }: MessageEvent): void {
  listenForReturn();
  if (stale && data.batch !== 1) {
    given.push(giveUp(data));
    return;
  }
  stale = false;
  const batch = { ...data, text: lastEventId };
  kept.push(batch);
  try {
    link?.postMessage(packed ? pack(batch) : batch);
  } catch {
    onBreak();
  }
}

function reconnect(): void {
  const former = link;
  rest();
  hangUp(former);
  connect();
}

/** Back from the back/forward cache: the port was closed meanwhile, but word of it may still be on its way. */
function onPageShow({ persisted }: PageTransitionEvent): void {
  if (persisted) reconnect();
}

/** Tells a document that goes from a port that breaks. */
function onPageHide({ isTrusted }: PageTransitionEvent): void {
  try {
    if (isTrusted) link?.postMessage(bye);
  } catch {
    // It went before.
  }
}

/** Again and again, which adds nothing twice: `document.open()` takes all listeners off the window. */
function listenForReturn(): void {
  window.addEventListener('pageshow', onPageShow);
  window.addEventListener('pagehide', onPageHide);
}

/**
 * The name that this window's relatives go by, or a new one. From here a window of the same origin shows its globals of the
 * isolated world, which no page can reach.
 */
function sharedName(): string {
  for (const relative of [parent, top, opener]) {
    try {
      const name = (relative as World | null)?.sockscopeName;
      // A page without a bridge may have an element of that name.
      if (typeof name === 'string') return name;
    } catch {
      // Of another origin.
    }
  }
  return crypto.getRandomValues(new Uint32Array(4)).join();
}

function onHandshake(event: Event): void {
  event.stopImmediatePropagation();
  if (world.sockscopeReconnect) {
    world.sockscopeReconnect();
    return;
  }
  event.preventDefault();
  world.sockscopeReconnect = reconnect;
  world.sockscopeName = sharedName();
  hook = (event as MessageEvent).ports[0];
  if (hook) hook.onmessage = onBatch;
  hook?.dispatchEvent(new MessageEvent(nameEvent, { data: world.sockscopeName }));
  connect();
}

window.addEventListener(handshakeEvent, onHandshake, { once: true, capture: true });
listenForReturn();
runtime.onMessage.addListener((message, _sender, respond) => {
  if (!isWake(message)) return;
  if (message.broken) {
    respond(true);
    if (!link) connect();
    else if (welcomed) onBreak();
  }
  // A port that nobody answered yet was opened before this DevTools, which has not heard of it.
  else if (!welcomed) reconnect();
});
