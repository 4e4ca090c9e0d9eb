import type { ChannelPort } from './port.ts';

interface RuntimeEvent {
  addListener(listener: (message: unknown) => void): void;
}

/** A `runtime.Port` as it comes out of `onConnect`, in Chromium and in Firefox. */
interface RuntimePort {
  readonly sender?: {
    readonly tab?: { readonly id?: number };
    readonly frameId?: number;
    readonly documentId?: string;
    readonly documentLifecycle?: string;
  };
  readonly onMessage: RuntimeEvent;
  readonly onDisconnect: RuntimeEvent;
  postMessage(message: unknown): void;
  disconnect(): void;
}

let ports = 0;

export function createRuntimePort(given: object): ChannelPort {
  const port = given as RuntimePort;
  const { sender } = port;
  return {
    sender: {
      tabId: sender?.tab?.id ?? null,
      frameId: sender?.frameId ?? -1,
      // Firefox has no documentId; there a port lives as long as its document, so its own number does.
      documentId: sender?.documentId ?? `port ${++ports}`,
      prerender: sender?.documentLifecycle === 'prerender',
    },
    post(message) {
      try {
        port.postMessage(message);
      } catch {
        // The document has just gone; onDisconnect tells.
      }
    },
    close: () => port.disconnect(),
    onMessage: (listener) => port.onMessage.addListener((message) => listener(message)),
    onClose: (listener) => port.onDisconnect.addListener(() => listener()),
  };
}
