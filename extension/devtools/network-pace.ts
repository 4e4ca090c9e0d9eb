import type { SessionLog } from '../../src/session/session.ts';
import { mostMessagesRead } from '../../src/wire/limits.ts';

/** Decides when the browser's record is read: it comes whole each time, and DevTools stands still meanwhile. */
export interface Pace {
  /** Whether to read now; times in ms of one clock. To be asked every `tickMs`. */
  isDue(now: number): boolean;
  /** A reading of `messages` WebSocket messages ended at `now` and took `ms`. */
  took(now: number, ms: number, messages: number): void;
}

export const tickMs = 500;
const everyMs = 1500;
/** Of reading time to waiting time. */
const share = 40;
/** For the handshake of a connection that was just opened, where reading takes at most `promptMs`. */
const promptShare = 8;
const promptMs = 300;
/** Longer readings would be felt: they wait until nothing was recorded for `quietMs`, and two are enough to compare. */
const feltMs = 1000;
const quietMs = 3000;
/** ms a message, before anything was measured. */
const guess = 0.01;
/** Of fewer messages a reading tells only what a call costs. */
const telling = 500;

export function createPace(log: SessionLog, start: number): Pace {
  let epoch = log.epoch;
  let page = topPage(log);
  let perMessage = guess;
  let readAt = start;
  /** Messages in the record at the last reading, and what the log held then. */
  let messages = 0;
  let frames = 0;
  let connections = 0;
  let lastFrame = log.lastFrame;
  let movedAt = start;
  let readAtRest = 0;

  const isMoving = (now: number): boolean => {
    if (log.lastFrame !== lastFrame) {
      lastFrame = log.lastFrame;
      movedAt = now;
      readAtRest = 0;
    }
    return now - movedAt < quietMs;
  };

  return {
    isDue(now) {
      const before = lastFrame;
      const moving = isMoving(now);
      const current = topPage(log);
      if (log.epoch !== epoch || current !== page) {
        // A page was left, and the browser forgot its record too; where it was told to keep it, the next reading shows that.
        messages = 0;
        frames = before;
        connections = 0;
        epoch = log.epoch;
        page = current;
      }
      const expected = messages + log.lastFrame - frames;
      if (expected > mostMessagesRead) return false;
      const cost = expected * perMessage;
      const waited = now - readAt;
      if (log.connections.length > connections && cost <= promptMs)
        return waited >= Math.max(tickMs, cost * promptShare);
      if (cost < feltMs) return waited >= Math.max(everyMs, cost * share);
      return !moving && readAtRest < 2 && waited >= everyMs;
    },
    took(now, ms, count) {
      readAt = now;
      messages = count;
      frames = log.lastFrame;
      connections = log.connections.length;
      if (count >= telling) perMessage = ms / count;
      if (!isMoving(now)) readAtRest++;
    },
  };
}

const topPage = (log: SessionLog): number | undefined =>
  log.pages.findLast(({ frame }) => frame === 'top')?.id;
