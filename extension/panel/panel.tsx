import './panel.css';
import { render } from 'preact';
import { hostEvent, type SessionHost } from '../channel/session-host.ts';
import { extensionMemory } from './extension-memory.ts';
import { findHost } from './find-host.ts';
import { createPanelStore } from './store/panel-store.ts';
import { App } from './views/app.tsx';
import { StoreContext } from './views/use-store.ts';

/** ms between looks for the host that takes over. */
const lookEvery = 250;

/** The devtools page puts the host on this window, before or after this script ran, and again each time the panel is shown. */
function whenHosted(mount: (host: SessionHost) => void): void {
  const host = findHost();
  if (host) mount(host);
  else window.addEventListener(hostEvent, () => whenHosted(mount), { once: true });
}

/** A devtools page that was reloaded by itself has a new host. */
function whenReplaced(take: (host: SessionHost) => void): void {
  const timer = setInterval(() => {
    const host = findHost();
    if (!host) return;
    clearInterval(timer);
    take(host);
  }, lookEvery);
}

let mounted = 0;

function show(host: SessionHost): void {
  const store = createPanelStore(host, extensionMemory);
  const goOn = (next: SessionHost): void => {
    store.stop();
    show(next);
  };
  const unsubscribe = host.recording.subscribe(() => {
    if (!host.recording.ended) return;
    unsubscribe();
    whenReplaced((next) => {
      // A log that holds something is not taken away from whoever reads it.
      if (host.log.connections.length === 0) goOn(next);
      else store.successor.value = () => goOn(next);
    });
  });
  render(
    <StoreContext.Provider key={++mounted} value={store}>
      <App />
    </StoreContext.Provider>,
    document.querySelector('#panel')!,
  );
}

whenHosted(show);
