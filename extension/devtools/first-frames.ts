import type { SessionLog } from '../../src/session/session.ts';

/** When the first frame of each connection passed. */
export interface FirstFrames {
  /** Looks at the frames that came since. */
  read(): void;
  /** Session ms; undefined while there was none. */
  timeOf(connection: number): number | undefined;
}

/** Looks at each frame once, whoever asks how often. */
export function createFirstFrames(log: SessionLog): FirstFrames {
  let epoch = log.epoch;
  let times = new Map<number, number>();
  let next = log.firstFrame;

  return {
    read() {
      if (log.epoch !== epoch) {
        epoch = log.epoch;
        times = new Map();
        next = log.firstFrame;
      }
      for (next = Math.max(next, log.firstFrame); next <= log.lastFrame; next++) {
        const frame = log.frame(next);
        if (frame && !times.has(frame.connection)) times.set(frame.connection, frame.time);
      }
      // Of connections that the log has let go of nobody asks.
      if (times.size > 2 * log.connections.length + 1000)
        for (const connection of times.keys()) if (!log.connection(connection)) times.delete(connection);
    },
    timeOf: (connection) => times.get(connection),
  };
}
