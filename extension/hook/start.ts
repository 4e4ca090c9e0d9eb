import type { Command } from '../../src/wire/message.ts';
import { handshakeEvent, nameEvent } from '../channel/handshake.ts';
import { createBorrowedCalls } from './borrowed-calls.ts';
import { createBufferedSampler } from './buffered.ts';
import { createCapture } from './capture.ts';
import { createListeners } from './listeners.ts';
import { createObserver } from './observe.ts';
import { createOutbox } from './outbox.ts';
import { createPageSignals } from './page-signals.ts';
import { patchWebSocket } from './patch.ts';
import { createList, dataOf, dispatch, listen, NativeMessageEvent, post } from './primitives.ts';
import { createSockets } from './sockets.ts';
import { tellConstructed } from './tell-constructed.ts';

/** Posted by the hook to itself: an event loop turn without the delay and the throttling of a timer. */
const flushNow = 0;

/** Offers a port to the bridge, patches WebSocket and obeys what comes over the port. */
export function start(): void {
  const { port1, port2 } = new MessageChannel();
  let borrowed = '';
  listen(port2, nameEvent, (event) => {
    borrowed = dataOf(event) as string;
  });
  const offer = new NativeMessageEvent(handshakeEvent, { ports: [port2], cancelable: true });
  if (dispatch(window, offer)) return;

  const outbox = createOutbox(
    // An event crosses into the bridge's world at once, with a copy of its data. A posted message costs a task more, and is never
    // delivered once the document goes away.
    // The text goes beside it: a string of an event is shared by the worlds.
    (batch) => {
      const init = { __proto__: null, data: { ...batch, text: '' }, lastEventId: batch.text };
      dispatch(port2, new NativeMessageEvent('message', init as object));
      signals.start();
    },
    () => post(port2, flushNow, createList()),
  );
  const capture = createCapture(outbox);
  const sockets = createSockets((entry) => {
    try {
      if (entry.listening && !entry.closed) capture.tell({ kind: 'collected', connection: entry.id });
    } catch {
      // Nothing may reach the page's window.onerror.
    }
  });
  const buffered = createBufferedSampler(capture);
  const calls = createBorrowedCalls(capture, sockets, buffered, borrowed);
  const listeners = createListeners(capture, sockets, calls);
  const signals = createPageSignals(capture, outbox);

  const obey = (command: Command | typeof flushNow): void => {
    if (command === flushNow) outbox.flush(false);
    else if (command.kind === 'taken') outbox.taken(command.batch);
    else if (command.kind === 'rest') {
      capture.rest();
      patch.watch(false);
      signals.stop();
      sockets.each((entry, socket) => listeners.remove(entry, socket));
    } else {
      capture.stacks = command.stacks;
      signals.start();
      if (!capture.arm()) return;
      patch.watch(true);
      sockets.each((entry, socket) => {
        tellConstructed(capture, entry, socket);
        listeners.add(entry, socket);
      });
    }
  };

  listen(port1, 'message', (event) => {
    try {
      obey(dataOf(event) as Command | typeof flushNow);
    } catch {
      // Nothing may reach the page's window.onerror.
    }
  });
  port1.start();
  capture.begin();
  signals.start();
  const patch = patchWebSocket(createObserver(capture, sockets, listeners, calls));
  patch.watch(true);
}
