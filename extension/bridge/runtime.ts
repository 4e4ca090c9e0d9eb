interface Event<Arguments extends readonly unknown[]> {
  addListener(listener: (...args: Arguments) => void): void;
}

/** The few parts of `runtime` that a content script needs; the polyfill would be fifty times the bridge. */
export interface BridgeRuntime {
  readonly lastError: unknown;
  sendMessage(message: unknown): Promise<unknown>;
  readonly onMessage: Event<[message: unknown, sender: unknown, respond: (answer: unknown) => void]>;
  connect(options: { name: string }): {
    readonly onMessage: Event<[message: unknown]>;
    readonly onDisconnect: Event<[]>;
    postMessage(message: unknown): void;
    disconnect(): void;
  };
}

declare const browser: { runtime: BridgeRuntime } | undefined;
declare const chrome: { runtime: BridgeRuntime };

export const { runtime } = typeof browser === 'undefined' ? chrome : browser;
