import { sayDuration } from '../../base/say.ts';

export type BackOffPattern = 'unknown' | 'none' | 'constant' | 'growing' | 'irregular';

export interface BackOff {
  readonly pattern: BackOffPattern;
  /** Mean growth from wait to wait; 1 where it does not grow. */
  readonly factor: number;
  /** A sentence with the waits in it. */
  readonly because: string;
}

/** Below this nobody waited. */
const atOnce = 50;
const steady = 0.2;
const grows = 1.25;

/**
 * How a page waits before it reconnects, from the waits in order (ms). Growing up to a cap still counts as growing; a random part on top
 * is looked through.
 */
export function backOffOf(waits: readonly number[]): BackOff {
  const said = waits.slice(0, 8).map(sayDuration).join(', ') + (waits.length > 8 ? ', …' : '');
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / Math.max(1, waits.length);
  if (waits.length === 0) return { pattern: 'unknown', factor: 1, because: 'It did not reconnect.' };
  if (waits.every((wait) => wait < atOnce))
    return {
      pattern: 'none',
      factor: 1,
      because: `Reconnects at once (${said}): while the server is down that is a storm. Wait longer after each failure.`,
    };
  if (waits.length < 2)
    return {
      pattern: 'unknown',
      factor: 1,
      because: `Reconnected after ${said}; one wait shows no pattern.`,
    };
  if (waits.every((wait) => Math.abs(wait - mean) <= Math.max(atOnce, mean * steady)))
    return {
      pattern: 'constant',
      factor: 1,
      because: `Waits about ${sayDuration(mean)} each time (${said}). All clients of a server that restarts come back together; grow the wait and add a random part.`,
    };
  const steps = waits.slice(1).map((wait, at) => wait / Math.max(1, waits[at]!));
  const cap = Math.max(...waits);
  const rising = steps.filter((step, at) => step >= grows || waits[at + 1]! >= cap * (1 - steady)).length;
  if (rising === steps.length && waits.at(-1)! >= waits[0]! * grows) {
    const growing = steps.filter((step) => step >= grows);
    const factor = growing.reduce((product, step) => product * step, 1) ** (1 / Math.max(1, growing.length));
    return {
      pattern: 'growing',
      factor,
      because: `Waits grow about ${factor.toFixed(1)}-fold from one to the next (${said}).`,
    };
  }
  return {
    pattern: 'irregular',
    factor: 1,
    because: `Waits follow no pattern (${said}): perhaps a random part.`,
  };
}
