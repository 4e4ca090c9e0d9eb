import { createEmitter } from '../base/emitter.ts';
import { firstPast } from '../base/first-past.ts';
import type { Fact, FrameFact } from '../wire/fact.ts';
import { capFact, capText } from '../wire/fact-caps.ts';
import { defaultLimits, type Limits, stringCaps } from '../wire/limits.ts';
import { createConnectionTable } from './connection-table.ts';
import { createEventList, eventBytes } from './event-list.ts';
import { isAlive, worthOf } from './event-worth.ts';
import { createFrameColumns } from './frame-columns.ts';
import { isWidePayload, payloadBytes } from './held-bytes.ts';
import type { Drops, Frame, SessionEvent, SessionWriter } from './session.ts';

type MutableDrops = { -readonly [Kind in keyof Drops]: { count: number; bytes: number } };

const noDrops = (): MutableDrops => ({
  facts: { count: 0, bytes: 0 },
  payloads: { count: 0, bytes: 0 },
  frames: { count: 0, bytes: 0 },
  signals: { count: 0, bytes: 0 },
});

/** The append-only, bounded log of one session. */
export function createSessionLog(limits: Limits = defaultLimits): SessionWriter {
  const bell = createEmitter();
  const frames = createFrameColumns();
  let table = createConnectionTable();
  let events = createEventList();
  let drops = noDrops();
  let version = 0;
  let epoch = 0;
  let startedAt = 0;
  let lastTime = 0;
  /** A connection or page went because the log was full, and not because the user cleared it. */
  let hasLetGo = false;

  /** What a page says of its own drops is counted too, and may be any number. */
  const add = (sum: number, more: number): number => Math.min(sum + more, Number.MAX_SAFE_INTEGER);

  const count = (kind: keyof Drops, freed: { readonly count: number; readonly bytes: number }): void => {
    drops[kind].count = add(drops[kind].count, freed.count);
    drops[kind].bytes = add(drops[kind].bytes, freed.bytes);
  };

  const boundPayloads = (): void => {
    const over = frames.payloadBytes - limits.payloadBytes;
    if (over > 0) count('payloads', frames.evictPayloads(over));
  };

  const pushFrame = (given: FrameFact): void => {
    const { data, size } = given;
    const { stack } = given;
    const fact =
      stack !== undefined && stack.length > stringCaps.stack
        ? { ...given, stack: capText(stack, stringCaps.stack) }
        : given;
    // A character takes two bytes at most: most payloads need no closer look.
    const isOversize =
      data !== null &&
      data.length * 2 > limits.payloadCap &&
      payloadBytes(data, isWidePayload(data, size)) > limits.payloadCap;
    if (isOversize) count('payloads', { count: 1, bytes: size });
    if (isOversize) frames.push(fact, null, 'dropped');
    else frames.push(fact, data, data === null ? (fact.payload ?? 'pending') : 'kept');
    table.frame(fact);
    boundPayloads();
    while (frames.last - frames.first + 1 > limits.frames) {
      const freed = frames.evictRows();
      if (!freed) break;
      count('frames', freed);
    }
    if (stack) boundStrings();
  };

  const fill = (number: number, data: Uint8Array): void => {
    const isOversize = data.length > limits.payloadCap;
    if (!frames.fill(number, isOversize ? null : data, data.length)) return;
    if (isOversize) count('payloads', { count: 1, bytes: data.length });
    boundPayloads();
  };

  const countGone = (gone: readonly SessionEvent[]): void => {
    for (const event of gone)
      count(event.kind === 'buffered' ? 'signals' : 'facts', { count: 1, bytes: eventBytes(event) });
  };

  /** A connection or page is listed as long as the fact that begins it is kept, and then its other facts are kept as well. */
  const shrinkEvents = (mostBytes: number): void => {
    const { first } = frames;
    const gone = events.shrink(limits.events, mostBytes, (event) => worthOf(event, table, first));
    countGone(gone);
    if (!gone.some(({ kind }) => kind === 'constructed' || kind === 'page')) return;
    hasLetGo = true;
    table.letGo(gone);
    countGone(events.keep(table.isListed));
  };

  /** Call stacks of frames and the strings of events share one budget: the larger of the two gives way. */
  const boundStrings = (): void => {
    const over = frames.stackBytes + events.bytes - limits.eventBytes;
    if (over > 0 && frames.stackBytes >= events.bytes) count('facts', frames.evictStacks(over));
    const mostBytes = limits.eventBytes - frames.stackBytes;
    if (events.all.length > limits.events || events.bytes > mostBytes) shrinkEvents(mostBytes);
  };

  const pushEvent = (event: SessionEvent): void => {
    if (event.kind === 'dropped') count(event.what, event);
    if (!table.isListed(event)) {
      // Kept, it would be of a stranger, and lost when the session is saved and opened again.
      if (hasLetGo) countGone([event]);
      return;
    }
    events.push(event);
    table.event(event);
    boundStrings();
  };

  return {
    limits,
    get version() {
      return version;
    },
    get epoch() {
      return epoch;
    },
    get startedAt() {
      return startedAt;
    },
    get lastTime() {
      return lastTime;
    },
    get pages() {
      return table.pages;
    },
    get connections() {
      return table.connections;
    },
    get events() {
      return events.all;
    },
    get firstFrame() {
      return frames.first;
    },
    get lastFrame() {
      return frames.last;
    },
    get payloadBytes() {
      return frames.payloadBytes;
    },
    get drops() {
      return drops;
    },
    connection: (id) => table.connection(id),
    frame: (number) => frames.read(number),
    *facts(after = -1) {
      // Of one moment: what is let go or arrives while somebody reads is not of it.
      const { all } = events;
      const { length } = all;
      const { last } = frames;
      let at = firstPast(0, length, (index) => all[index]!.order > after);
      const from = firstPast(frames.first, last + 1, (number) => frames.orderOf(number) > after);
      for (let number = from; number <= last; number++) {
        const frame = frames.read(number);
        if (!frame) continue;
        while (at < length && all[at]!.order < frame.order) yield all[at++]!;
        yield frameFact(frame);
      }
      while (at < length) yield all[at++]!;
    },
    append(fact: Fact) {
      version++;
      lastTime = Math.max(lastTime, fact.time);
      if (startedAt === 0 && fact.kind === 'page') startedAt = fact.origin;
      if (fact.kind === 'frame') pushFrame(fact);
      else if (fact.kind === 'bytes-of') fill(fact.number, fact.data);
      else pushEvent(capFact(fact));
    },
    clear(wallClock) {
      const kept = wallClock === undefined ? events.all.filter((event) => isAlive(event, table)) : [];
      frames.clear();
      drops = noDrops();
      hasLetGo = false;
      table = createConnectionTable();
      events = createEventList();
      for (const event of kept) {
        events.push(event);
        table.event(event);
      }
      if (wallClock !== undefined) {
        startedAt = wallClock;
        lastTime = 0;
      }
      version++;
      epoch++;
      bell.emit();
    },
    restoreDrops(saved) {
      drops = {
        facts: { ...saved.facts },
        payloads: { ...saved.payloads },
        frames: { ...saved.frames },
        signals: { ...saved.signals },
      };
    },
    flush: () => bell.emit(),
    subscribe: (listener) => bell.subscribe(listener),
  };
}

const frameFact = (frame: Frame): FrameFact => ({
  kind: 'frame',
  order: frame.order,
  time: frame.time,
  connection: frame.connection,
  number: frame.number,
  direction: frame.direction,
  size: frame.size,
  data: frame.data,
  binary: frame.binary,
  ...(frame.payload === 'kept' ? {} : { payload: frame.payload }),
  ...(frame.stack === undefined ? {} : { stack: frame.stack }),
});
