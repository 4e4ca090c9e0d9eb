import { isWidePayload, payloadBytes } from '../../../src/session/held-bytes.ts';
import type { SessionLog } from '../../../src/session/session.ts';
import { must } from '../target.ts';

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** What holds for a log whatever was put into it: orders rise, frame numbers run on, budgets hold, counts are counts. */
export function checkLog(log: SessionLog): void {
  let order = -1;
  let number = 0;
  let held = 0;
  for (const fact of log.facts()) {
    must(fact.order > order, () => `order ${fact.order} comes after order ${order}`);
    must(Number.isFinite(fact.time) && fact.time >= 0, () => `a fact at ${fact.time} ms`);
    order = fact.order;
    if (fact.kind !== 'frame') continue;
    const { number: before } = { number };
    number = fact.number;
    must(before === 0 || number === before + 1, () => `frame ${number} comes after frame ${before}`);
    must(isCount(fact.size), () => `a frame of ${fact.size} bytes`);
    held += payloadBytes(fact.data, isWidePayload(fact.data, fact.size));
  }
  const { limits, drops } = log;
  must(held === log.payloadBytes, () => `payloads take ${held} bytes, the log says ${log.payloadBytes}`);
  must(held <= limits.payloadBytes, () => `payloads take ${held} of ${limits.payloadBytes} bytes`);
  must(
    log.events.length <= limits.events,
    () => `${log.events.length} facts are kept of ${limits.events} that may be`,
  );
  for (const [kind, { count, bytes }] of Object.entries(drops))
    must(isCount(count) && isCount(bytes), () => `${count} ${kind} of ${bytes} bytes were dropped`);
  for (const each of log.connections) {
    const { sent, received, bufferedPeak } = each;
    const counts = [sent.frames, sent.bytes, received.frames, received.bytes, bufferedPeak];
    must(counts.every(isCount), () => `connection ${each.id} has ${counts.join(', ')}`);
    must(log.connection(each.id) === each, () => `connection ${each.id} is listed and not found`);
  }
}
