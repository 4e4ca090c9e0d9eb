import { cut } from '../../base/cut.ts';
import { sayBytes, sayDuration, sayPlural } from '../../base/say.ts';
import type { Connection, Frame, SessionEvent, SessionLog } from '../../session/session.ts';
import type { ComparedFact } from '../../wire/fact.ts';
import type { Analyzer } from '../analyzer.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import type { Finding, Severity } from '../results.ts';
import type { AnalysisSettings } from '../settings.ts';
import type { ChainTracker } from './chain-tracker.ts';
import { closeCodeMeaning, isNormalClose } from './close-codes.ts';
import { handshakeCauses, neverOpened } from './close-story.ts';
import { createOfflinePages } from './offline-pages.ts';

/** Frames named as evidence of one finding; more than this helps nobody. */
const evidenceCap = 1000;
/** Characters of a URL that a finding names; its connection has all of it. */
const shownUrl = 300;

export interface ConnectionAnalyzer extends Analyzer {
  frame(frame: Frame): void;
}

/** The WebSocket API's own signals (domain.md §4): sizes, failed sends, bufferedAmount, closes, reconnects. */
export function createConnectionAnalyzer(
  settings: AnalysisSettings,
  log: SessionLog,
  chains: ChainTracker,
  findings: FindingStore,
): ConnectionAnalyzer {
  /** Times of reconnects by chain; those before `from` have left the window. */
  const reconnects = new Map<number, { times: number[]; from: number }>();
  /** Followed here, not read from the log's table: that one is ahead when a whole log is analysed at once. */
  const buffered = new Map<number, number>();
  const peak = new Map<number, number>();
  const offline = createOfflinePages();

  const add = (
    code: Finding['code'],
    severity: Severity,
    connection: number,
    time: number,
    said: { title: string; detail: string },
    extra: { nth?: string | number; frames?: readonly number[] } = {},
  ): void => {
    const key = `${code}:${connection}${extra.nth === undefined ? '' : `:${extra.nth}`}`;
    findings.set({ key, code, severity, connection, time, frames: extra.frames ?? [], ...said });
  };

  const compared = (fact: ComparedFact): void => {
    const { connection: id, sent, received, recordedSent, recordedReceived } = fact;
    const key = `capture-dropped:${id}:compared`;
    if (sent === recordedSent && received === recordedReceived) {
      findings.delete(key);
      return;
    }
    add(
      'capture-dropped',
      'warning',
      id,
      fact.time,
      {
        title: `Connection #${id}: the browser counted other frames than were recorded`,
        detail: `The browser's network record has ${sayPlural(sent, 'frame')} sent and ${received} received; recorded are ${recordedSent} and ${recordedReceived}. ${whyDifferent(log.connection(id), fact)}`,
      },
      { nth: 'compared' },
    );
  };

  const event = (event: SessionEvent): void => {
    switch (event.kind) {
      case 'send-failed':
        add(
          'send-failed',
          'error',
          event.connection,
          event.time,
          {
            title: `send threw ${event.error || 'an error'}`,
            detail: `The page called send with ${sayBytes(event.size)} on connection #${event.connection} and it threw ${event.error}: nothing was sent. send throws InvalidStateError while the connection is CONNECTING; wait for the open event.`,
          },
          { nth: event.order },
        );
        return;
      case 'sent-after-close':
        add(
          'send-after-close',
          'error',
          event.connection,
          event.time,
          {
            title: `send after close lost ${sayBytes(event.size)}`,
            detail: `The page sent ${sayBytes(event.size)} on connection #${event.connection} when it was closing or closed. WHATWG WebSockets throws nothing then: the data is dropped and only bufferedAmount grows. Check readyState before send, and queue what must arrive.`,
          },
          { nth: event.order },
        );
        return;
      case 'buffered':
        buffered.set(event.connection, event.amount);
        if (event.amount <= Math.max(settings.bufferedHigh, peak.get(event.connection) ?? 0)) return;
        peak.set(event.connection, event.amount);
        add('buffered-high', 'warning', event.connection, event.time, {
          title: `bufferedAmount reached ${sayBytes(event.amount)}`,
          detail: `send queued faster than the network took it on connection #${event.connection}: ${sayBytes(event.amount)} (${event.amount} bytes) were waiting, over ${sayBytes(settings.bufferedHigh)}. Everything sent now waits behind it, acks and heartbeats too. bufferedAmount is the only backpressure signal: send the next chunk when it has fallen.`,
        });
        return;
      case 'collected':
        add('socket-collected', 'warning', event.connection, event.time, {
          title: 'An open connection was garbage-collected',
          detail: `The page kept no reference to connection #${event.connection} and no listener that could still fire, so the browser collected it and closed it. Keep a reference for as long as the connection is needed.`,
        });
        return;
      case 'handshake': {
        // The browser's record comes after the close it explains.
        const connection = log.connection(event.connection);
        const closedAt = findings.get(`never-opened:${event.connection}`)?.time;
        if (connection && closedAt !== undefined) closeFinding(connection, closedAt);
        return;
      }
      case 'network':
        offline.note(event);
        return;
      case 'compared':
        compared(event);
        return;
      case 'dropped':
        add(
          'capture-dropped',
          'warning',
          0,
          event.time,
          {
            title: `Sockscope did not keep ${event.count} ${event.what}`,
            detail: `${event.count} ${event.what}${event.bytes > 0 ? ` (${sayBytes(event.bytes)})` : ''} were dropped: ${event.why}. What is shown around this moment is incomplete.`,
          },
          { nth: event.order },
        );
        return;
      default:
        return;
    }
  };

  const closeFinding = (connection: Connection, time: number): void => {
    const lived = time - connection.constructedAt;
    if (connection.endedBy === 'page-left') {
      add('closed-by-page-unload', 'info', connection.id, time, {
        title: 'The page was left while the connection was open',
        detail: `Connection #${connection.id} was ${connection.openedAt === null ? 'still connecting' : `open for ${sayDuration(time - connection.openedAt)}`} when its page was left. The browser closes it with 1001; the page sees no event.`,
      });
      return;
    }
    const close = connection.close;
    if (!close) return;
    const meaning = closeCodeMeaning(close.code);
    if (neverOpened(connection)) {
      if (connection.closeRequested && connection.closeRequested.time <= time) return;
      add('never-opened', 'error', connection.id, time, {
        title: `Connection to ${cut(connection.url, shownUrl)} never opened`,
        detail: `It ended after ${sayDuration(lived)} with ${close.code} (${meaning}). ${handshakeCauses(connection, log, offline.wasOffline(connection.page, connection.closedAt ?? log.lastTime))}`,
      });
      return;
    }
    if (isNormalClose(close.code) && (close.wasClean || close.code !== 1005)) return;
    const open = connection.openedAt === null ? lived : time - connection.openedAt;
    const why =
      close.code === 1006
        ? 'The TCP connection ended without a Close frame: the server process died or was killed, a proxy cut an idle or long-lived connection, or the network changed.'
        : `${close.wasClean ? 'The closing handshake was completed, so this was said on purpose.' : 'The closing handshake was not completed.'}${close.reason ? ` Reason given: "${close.reason}".` : ' No reason was given.'}`;
    add(
      'close-abnormal',
      close.code >= 4000 && connection.closeRequested ? 'info' : 'error',
      connection.id,
      time,
      {
        title: `Closed with ${close.code}: ${meaning}`,
        detail: `Connection #${connection.id} was open for ${sayDuration(open)} and ended with ${close.code} (${meaning}). ${why}`,
      },
    );
  };

  return {
    event,
    frame(frame) {
      if (frame.size <= settings.frameInfo) return;
      const severity = frame.size > settings.frameWarning ? 'warning' : 'info';
      const key = `frame-over-cap:${frame.connection}:${severity}`;
      const frames = findings.get(key)?.frames ?? [];
      const cap = severity === 'warning' ? settings.frameWarning : settings.frameInfo;
      const largest = Math.max(frame.size, ...frames.slice(-50).map((each) => log.frame(each)?.size ?? 0));
      const all = frames.length < evidenceCap ? [...frames, frame.number] : frames;
      add(
        'frame-over-cap',
        severity,
        frame.connection,
        frame.time,
        {
          title: `${sayPlural(all.length, 'frame')} over ${sayBytes(cap)}`,
          detail: `Connection #${frame.connection} carried frames over ${sayBytes(cap)}, the last one ${sayBytes(frame.size)}, among the latest up to ${sayBytes(largest)}. Servers and proxies commonly cap a message at 64 KiB to 1 MiB and close with 1009 past it, and one large frame holds up everything behind it. Split it into chunks.`,
        },
        { nth: severity, frames: all },
      );
    },
    connected(connection) {
      const chain = chains.of(connection.id);
      if (!chain || chain.connections.length < 2) return;
      // Not a new list each time: a storm has tens of thousands in a window.
      const recent = reconnects.get(chain.id) ?? { times: [], from: 0 };
      reconnects.set(chain.id, recent);
      recent.times.push(connection.constructedAt);
      while (connection.constructedAt - recent.times[recent.from]! > settings.stormWindow) recent.from++;
      if (2 * recent.from > recent.times.length) {
        recent.times = recent.times.slice(recent.from);
        recent.from = 0;
      }
      const count = recent.times.length - recent.from;
      if (count <= settings.stormReconnects) return;
      add('reconnect-storm', 'error', chain.connections[0]!, connection.constructedAt, {
        title: `${count} reconnects in ${sayDuration(settings.stormWindow)}`,
        detail: `The page reconnected to ${cut(connection.url, shownUrl)} ${count} times within ${sayDuration(settings.stormWindow)}. Back off exponentially with jitter, and give up or tell the user when the close code says that retrying cannot help.`,
      });
    },
    forget(isListed) {
      for (const map of [buffered, peak])
        for (const connection of map.keys()) if (!isListed(connection)) map.delete(connection);
      for (const chain of reconnects.keys()) if (!chains.has(chain)) reconnects.delete(chain);
    },
    closed(connection, time) {
      closeFinding(connection, time);
      const left = buffered.get(connection.id) ?? 0;
      if (left > 0 && connection.openedAt !== null)
        add('buffered-at-close', 'error', connection.id, time, {
          title: `${sayBytes(left)} were never handed to the network`,
          detail: `bufferedAmount was ${left} bytes when connection #${connection.id} ended: that much of what send had accepted is lost, without an error. Wait until it is 0 before closing, or have the server acknowledge what must arrive.`,
        });
    },
  };
}

/** What can make the browser and the hook count differently, as far as it can be told. */
function whyDifferent(connection: Connection | undefined, fact: ComparedFact): string {
  const missing = fact.received - fact.recordedReceived;
  if (missing > 0 && fact.sent === fact.recordedSent && connection?.closeRequested)
    return 'Frames that come after the page called close are thrown away by the browser: the page never saw them either.';
  if (missing > 0 || fact.sent > fact.recordedSent)
    return 'Frames passed that the hook did not see, or that were dropped on their way (see the counts at the bottom): what is shown of this connection is incomplete.';
  return 'The browser let go of the beginning of its own record, or DevTools opened its network log after the connection began.';
}
