import type { Place } from './place.ts';

/** Words for what a server hands out so that a later connection can go on with its session, anywhere in a place or a parameter. */
const words =
  /sess|resum|reconnect|recover|token|ticket|(?:^|[/_-])sid$|Sid$|(?:conn(?:ection)?|client|socket)_?id$|last_?(?:event|message|msg)_?id$/i;
const dateOrAddress = /^\d{4}-\d\d-\d\d|^\w+:\/\//;

/**
 * Whether a value could be a resume token: three characters under a usual name; elsewhere 16 with a digit and without a space, which
 * do not come back by chance. Dates and addresses never are.
 *
 *   /session "s-1" → true · /data/k "9f2c77ab01d4e6f8" → true · /room "lobby" → false
 */
export function mayBeSessionToken(place: Place, value: string): boolean {
  if (value.length < 3 || dateOrAddress.test(value)) return false;
  return words.test(place) || (value.length >= 16 && /\d/.test(value) && !/\s/.test(value));
}
