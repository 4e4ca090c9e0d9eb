import { sayPlural } from '../../base/say.ts';
import type { EventStats } from '../results.ts';

/** What can be said of an event's arrival, in a sentence with its numbers. */
export function sayGuarantee(stats: EventStats): string {
  const { guarantee, direction, count, asked, acked, retries, withOffset } = stats;
  switch (guarantee) {
    case 'at-most-once':
      return direction === 'sent'
        ? `At most once: ${asked > 0 ? `${count - asked} of ${count} were` : 'it is'} sent without an ack, so nobody is told whether it arrived; what is under way when the connection breaks is gone.`
        : 'At most once: it carries no offset, so what the server emits while the page is away never arrives.';
    case 'confirmed':
      return `Sent once, and told: ${acked} of ${sayPlural(asked, 'ack')} came. Without its ack an event may have arrived or not; nothing sends it again.`;
    case 'at-least-once':
      return `At least once, while the ${direction === 'sent' ? 'page' : 'server'} lives: sent again until acknowledged (${sayPlural(retries, 'further attempt')} for ${sayPlural(count, 'event')}). The other side may handle it twice.`;
    case 'recoverable':
      return `Recoverable: ${withOffset} of ${count} carried an offset. After a drop the client asks from the last one, and the server replays what followed, as long as it remembers.`;
  }
}

/** The p-th part (0 to 1) of values in any order, or null where there are none. */
export function quantile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))]!;
}
