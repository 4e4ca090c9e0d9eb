import { sayDuration, sayPlural } from '../../base/say.ts';
import type { Delivery, Finding } from '../results.ts';
import type { Effort } from './effort.ts';

type RetryCode = 'delivery-retransmitted' | 'delivery-given-up' | 'delivery-unacked' | 'ack-duplicate';

/** @param frame the second ack, for `ack-duplicate` */
export function retryFinding(
  code: RetryCode,
  effort: Effort,
  delivery: Delivery,
  time: number,
  frame?: number,
): Finding {
  return {
    key: `${code}:${delivery.id}${frame === undefined ? '' : `:${frame}`}`,
    code,
    severity: code === 'delivery-given-up' || code === 'delivery-unacked' ? 'error' : 'warning',
    connection: delivery.transmissions.at(-1)!.connection,
    time,
    frames: [
      ...delivery.transmissions.map((each) => each.frame),
      ...(delivery.ackFrame === null ? [] : [delivery.ackFrame]),
      ...(frame === undefined ? [] : [frame]),
    ],
    ...say(code, effort, delivery, time),
    subject: { kind: 'delivery', id: delivery.id },
  };
}

function say(
  code: RetryCode,
  { attempts }: Effort,
  delivery: Delivery,
  time: number,
): { title: string; detail: string } {
  const { transmissions, state, direction } = delivery;
  const what = delivery.name || 'An event';
  const times = transmissions.length;
  const reconnects = new Set(transmissions.map((each) => each.connection)).size - 1;
  const over = reconnects > 0 ? ` over ${sayPlural(reconnects, 'reconnect')}` : '';
  const sender = direction === 'sent' ? 'page' : 'server';
  const receiver = direction === 'sent' ? 'server' : 'page';
  const span = sayDuration(transmissions.at(-1)!.time - transmissions[0]!.time);
  const [first] = attempts;
  const isOneId = attempts.every(({ key }) => key === first?.key);
  const how = isOneId
    ? `each time under the id ${first?.key}`
    : 'each time under a new id (told by the content, which is the same while the attempt before was not acknowledged)';
  const drop = isOneId ? 'by its id' : 'by an id that the application puts into what it says';
  const tried = `The ${sender} sent ${what} with the same content ${times} times in ${span}${over}, ${how}.`;
  switch (code) {
    case 'delivery-retransmitted':
      return {
        title: `${what} was sent ${times} times`,
        detail: `${tried} ${state === 'acked' ? `It was acknowledged ${sayDuration(delivery.latencyMs ?? 0)} after the first attempt. ` : ''}This is at-least-once delivery: the ${receiver} may have handled it up to ${times} times and must drop repeats, ${drop}.`,
      };
    case 'delivery-given-up':
      return {
        title: `${what} was never acknowledged; the sender gave up`,
        detail: `${tried} No ack came in ${sayDuration(time - transmissions[0]!.time)} and no further attempt followed. Without an ack nobody can tell whether the ${receiver} has it: look for a handler that does not answer.`,
      };
    case 'delivery-unacked':
      return {
        title: `${what} was not acknowledged`,
        detail: `${tried} No ack came before the end. A client that retries keeps it only until the page is reloaded.`,
      };
    case 'ack-duplicate':
      return {
        title: `${what} was acknowledged twice: the ${receiver} handled it more than once`,
        detail: `${tried} More than one attempt was acknowledged, so the first ack was late, not lost: the timeout of the ${sender} is shorter than the ${receiver} takes. Raise the timeout, or make the handler drop repeats.`,
      };
  }
}

/** The finding of one attempt without answer, where a delivery tells of the event. */
export const softenedAttempt = (finding: Finding, delivery: Delivery): Finding => ({
  ...finding,
  severity: 'info',
  title: `${finding.title} at this attempt`,
  detail: `${finding.detail} It was one of ${delivery.transmissions.length} attempts of the same event${delivery.state === 'acked' ? ', and another one was acknowledged' : ''}.`,
});
