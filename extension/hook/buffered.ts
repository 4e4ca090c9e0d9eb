import type { Capture } from './capture.ts';
import { bufferedAmountOf, createList, deref, later, readyStateOf } from './primitives.ts';
import type { Entry } from './sockets.ts';

/** Below this, a queue that empties before the next look is every send's normal course and says nothing. */
const notable = 64 * 1024;
const lookEveryMs = 50;
const closing = 2;

export interface BufferedSampler {
  /** After each send. */
  sent(entry: Entry, socket: WebSocket): void;
}

/**
 * Samples of bufferedAmount at bounded cost: while a queue grows, one each time it has doubled; while there is one, a look
 * every 50 ms, and a last sample of 0 when it is empty.
 */
export function createBufferedSampler(capture: Capture): BufferedSampler {
  let watched = createList<Entry>();

  const sample = (entry: Entry, amount: number): void => {
    if (amount === entry.sampled) return;
    entry.sampled = amount;
    entry.mark = amount * 2;
    capture.tell({ kind: 'buffered', connection: entry.id, amount });
  };

  const look = (): void => {
    const looked = watched;
    watched = createList();
    for (let at = 0; at < looked.length; at++) {
      const entry = looked[at]!;
      entry.watched = false;
      const socket = deref(entry.socket) as WebSocket | undefined;
      if (!socket || !capture.on) continue;
      const amount = bufferedAmountOf(socket);
      sample(entry, amount);
      // Once closed the amount never falls again (WHATWG WebSockets, bufferedAmount).
      if (amount > 0 && readyStateOf(socket) < closing) watch(entry);
    }
  };

  const onTimer = (): void => {
    try {
      look();
    } catch {
      watched = createList();
    }
  };

  const watch = (entry: Entry): void => {
    entry.watched = true;
    watched[watched.length] = entry;
    if (watched.length === 1) later(onTimer, lookEveryMs);
  };

  return {
    sent(entry, socket) {
      const amount = bufferedAmountOf(socket);
      if (amount >= notable && amount >= entry.mark) sample(entry, amount);
      if (amount > 0 && !entry.watched) watch(entry);
    },
  };
}
