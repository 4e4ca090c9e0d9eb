/** When an analyzer has to be ticked next. It holds the earliest time that anybody asked for, and only until that time comes. */
export interface Alarm {
  /** Asks for a tick at `time` (session ms) or right after it. Whoever still waits then asks again. */
  at(time: number): void;
}

export interface AlarmClock extends Alarm {
  /** Whether somebody asked for a time up to `now`; if so, all that was asked for is forgotten. */
  rings(now: number): boolean;
}

/** Most facts make nothing due: one comparison for them instead of a look by every analyzer at all that it waits for. */
export function createAlarmClock(): AlarmClock {
  let next = Number.POSITIVE_INFINITY;
  return {
    at(time) {
      if (time < next) next = time;
    },
    rings(now) {
      if (now < next) return false;
      next = Number.POSITIVE_INFINITY;
      return true;
    },
  };
}
