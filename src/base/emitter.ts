export type Unsubscribe = () => void;

export interface Emitter {
  /** Calls `listener` at each `emit` until the returned function is called. */
  subscribe(listener: () => void): Unsubscribe;
  emit(): void;
}

/** A version bell: listeners learn *that* something changed and read the source themselves. */
export function createEmitter(): Emitter {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    emit() {
      for (const listener of [...listeners]) listener();
    },
  };
}
