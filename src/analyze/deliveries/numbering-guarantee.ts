import { sayCount, sayPlural } from '../../base/say.ts';
import type { Numbering } from '../results.ts';

/** What the traffic shows of a numbering's promise; it cannot show what the receiver does inside. */
export type NumberingGuarantee = 'at-most-once' | 'at-least-once' | 'effectively-once' | 'unknown';

export interface ShownGuarantee {
  readonly guarantee: NumberingGuarantee;
  /** What it rests on, in sentences with the numbers. */
  readonly because: string;
}

/**
 * At least once: something unacknowledged was sent again. Effectively once: so it was, and the receiver acknowledged again what
 * it had by then, as one that drops duplicates by number does. At most once: acknowledged or not, nothing was ever sent again.
 */
export function guaranteeOf(numbering: Numbering): ShownGuarantee {
  const { packets, acks, acked, retransmissions, acksAgain, gaps, healed, window } = numbering;
  const who = numbering.direction === 'sent' ? 'server' : 'page';
  if (retransmissions > 0 && acksAgain > 0)
    return {
      guarantee: 'effectively-once',
      because: `${sayPlural(retransmissions, 'packet')} went out again, and the ${who} acknowledged ${sayCount(acksAgain)} of them twice, as a receiver does that drops duplicates by their number. Sent at least once; handled once, if it does.`,
    };
  if (retransmissions > 0)
    return {
      guarantee: 'at-least-once',
      because: `${sayPlural(retransmissions, 'packet')} went out again under the same number. The ${who} may handle them twice unless it drops duplicates by their number.`,
    };
  if (acks === 0)
    return {
      guarantee: packets > 1 ? 'at-most-once' : 'unknown',
      because: `${sayPlural(packets, 'number')}, no ack and nothing sent again: what is lost stays lost${gaps - healed > 0 ? `, as ${sayPlural(gaps - healed, 'number')} did` : ''}.`,
    };
  if (window > 0 && acked > 0)
    return {
      guarantee: 'at-most-once',
      because: `${sayCount(acked)} of ${sayPlural(packets, 'packet')} were acknowledged, ${sayCount(window)} not, and nothing was sent again so far.`,
    };
  return {
    guarantee: 'unknown',
    because: `All ${sayPlural(acked, 'packet')} were acknowledged at the first attempt: nothing shows what would happen to one that is lost.`,
  };
}
