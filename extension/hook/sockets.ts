import { createList, deref, Registry, readyStateOf, register, Weak, weakGet, weakSet } from './primitives.ts';

/** What the hook knows of one socket. Never holds it: a socket without listeners must stay collectable. */
export interface Entry {
  readonly id: number;
  readonly socket: WeakRef<WebSocket>;
  readonly protocols: readonly string[];
  /** Whether the hook's listeners are on it. */
  listening: boolean;
  /** Whether its close event was seen. */
  closed: boolean;
  /** See buffered.ts. */
  sampled: number;
  mark: number;
  watched: boolean;
}

export interface Sockets {
  add(socket: WebSocket, protocols: readonly string[]): Entry;
  find(socket: unknown): Entry | undefined;
  /** Calls `visit` with each socket that is alive and not closed, oldest first. */
  each(visit: (entry: Entry, socket: WebSocket) => void): void;
}

const closed = 3;

/**
 * The sockets of this document, held weakly. `collected` is called after one of them was garbage-collected: in Firefox that
 * closes an open one without listeners; Chromium keeps what is open alive (Blink, DOMWebSocket::HasPendingActivity).
 */
export function createSockets(collected: (entry: Entry) => void): Sockets {
  const entries = new WeakMap<WebSocket, Entry>();
  const registry = new Registry(collected);
  let list = createList<Entry>();
  let pruneAt = 64;
  let lastId = 0;

  const each: Sockets['each'] = (visit) => {
    const alive = createList<Entry>();
    for (let at = 0; at < list.length; at++) {
      const entry = list[at]!;
      const socket = deref(entry.socket) as WebSocket | undefined;
      if (!socket || readyStateOf(socket) === closed) continue;
      alive[alive.length] = entry;
      visit(entry, socket);
    }
    list = alive;
  };

  return {
    add(socket, protocols) {
      const entry: Entry = {
        id: ++lastId,
        socket: new Weak(socket),
        protocols,
        listening: false,
        closed: false,
        sampled: 0,
        mark: 0,
        watched: false,
      };
      register(registry, socket, entry);
      weakSet(entries, socket, entry);
      list[list.length] = entry;
      // Doubling keeps pruning amortised O(1) for a page that opens thousands of sockets.
      if (list.length >= pruneAt) {
        each(() => {});
        pruneAt = list.length * 2 + 64;
      }
      return entry;
    },
    find: (socket) => weakGet(entries, socket as object) as Entry | undefined,
    each,
  };
}
