import './panel.css';
import { render } from 'preact';
import { hostEvent, hostProperty, type SessionHost } from '../channel/session-host.ts';
import { extensionMemory } from './extension-memory.ts';
import { createPanelStore } from './store/panel-store.ts';
import { App } from './views/app.tsx';
import { StoreContext } from './views/use-store.ts';

/** The devtools page puts the host on this window, before or after this script ran, and again each time the panel is shown. */
function whenHosted(mount: (host: SessionHost) => void): void {
  const found = (): SessionHost | undefined => (window as { [hostProperty]?: SessionHost })[hostProperty];
  const host = found();
  if (host) mount(host);
  else window.addEventListener(hostEvent, () => whenHosted(mount), { once: true });
}

whenHosted((host) => {
  const store = createPanelStore(host, extensionMemory);
  render(
    <StoreContext.Provider value={store}>
      <App />
    </StoreContext.Provider>,
    document.querySelector('#panel')!,
  );
});
