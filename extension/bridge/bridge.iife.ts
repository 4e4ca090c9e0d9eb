import { gateName, handshakeEvent, nameEvent } from '../channel/handshake.ts';
import { isWake } from '../channel/wake.ts';
import { later } from './later.ts';
import { createLink } from './link.ts';
import { runtime } from './runtime.ts';
import { createUnhookedDocument, whyUnhooked } from './unhooked.ts';

/** Globals of the isolated world, which no page can reach; windows of one origin see each other's. */
interface World {
  /** Set once per window: should both scripts run in it a second time, the hook in place stays and starts afresh. */
  sockscopeReconnect?: () => void;
  /** See `nameEvent`. Only untouched windows have one. */
  sockscopeName?: string;
}
const world = globalThis as World;

let toHook: (command: unknown) => void = () => {};
const link = createLink((command) => toHook(command));

/** Back from the back/forward cache: the port was closed meanwhile, but word of it may still be on its way. */
function onPageShow({ persisted }: PageTransitionEvent): void {
  if (persisted) link.reconnect();
}

/** Tells a document that goes from a port that breaks. */
function onPageHide({ isTrusted }: PageTransitionEvent): void {
  if (isTrusted) link.leave();
}

/** Again and again, which adds nothing twice: `document.open()` takes all listeners off the window. */
function listenForReturn(): void {
  window.addEventListener('pageshow', onPageShow);
  window.addEventListener('pagehide', onPageHide);
}

/** The name that this window's relatives go by, or a new one. */
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
  event.preventDefault();
  world.sockscopeName = sharedName();
  const hook = (event as MessageEvent).ports[0]!;
  toHook = (command) => hook.postMessage(command);
  hook.onmessage = ({ data, lastEventId }) => {
    listenForReturn();
    link.put({ ...data, text: lastEventId });
  };
  hook.dispatchEvent(new MessageEvent(nameEvent, { data: world.sockscopeName }));
  link.connect();
}

/** The hook runs at once after this, and takes the element away as it goes through (hook/gate.ts). */
function openGate(): void {
  window.addEventListener(handshakeEvent, onHandshake, { once: true, capture: true });
  const gate = document.createElement('form');
  gate.name = gateName;
  document.documentElement.append(gate);
  // A hook that did not come never will, and nobody else may.
  later(() => {
    window.removeEventListener(handshakeEvent, onHandshake, { capture: true });
    gate.remove();
  }, 0);
}

function begin(): void {
  world.sockscopeReconnect = link.reconnect;
  listenForReturn();
  runtime.onMessage.addListener((message, _sender, respond) => {
    if (isWake(message)) link.wake(message, respond);
  });
  // Without scripts (a sandbox, a setting) no hook runs, and the frame around this one must not find its gate open.
  if (!matchMedia('(scripting: enabled)').matches) return;
  const unhooked = whyUnhooked();
  if (unhooked === undefined) openGate();
  else {
    toHook = createUnhookedDocument(unhooked, link.put);
    link.connect();
  }
}

if (world.sockscopeReconnect) world.sockscopeReconnect();
else begin();
