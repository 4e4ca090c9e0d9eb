import { createEmitter } from '../base/emitter.ts';
import { firstPast } from '../base/first-past.ts';
import type { Fact, FrameFact } from '../wire/fact.ts';
import { defaultLimits, type Limits } from '../wire/limits.ts';
import { type ConnectionTable, createConnectionTable } from './connection-table.ts';
import { createFrameColumns } from './frame-columns.ts';
import type { Drops, Frame, SessionEvent, SessionWriter } from './session.ts';

type MutableDrops = { -readonly [Kind in keyof Drops]: { count: number; bytes: number } };

const noDrops = (): MutableDrops => ({
  facts: { count: 0, bytes: 0 },
  payloads: { count: 0, bytes: 0 },
  frames: { count: 0, bytes: 0 },
  signals: { count: 0, bytes: 0 },
});

/** Samples that may be thinned out when `limits.events` is reached; everything else is told by few facts and stays. */
const isSignal = (event: SessionEvent): boolean => event.kind === 'buffered';

/** The append-only, bounded log of one session. */
export function createSessionLog(limits: Limits = defaultLimits): SessionWriter {
  const bell = createEmitter();
  const frames = createFrameColumns();
  let table = createConnectionTable();
  let events: SessionEvent[] = [];
  let drops = noDrops();
  let version = 0;
  let epoch = 0;
  let startedAt = 0;
  let lastTime = 0;

  const count = (kind: keyof Drops, freed: { count: number; bytes: number } | null): boolean => {
    if (!freed) return false;
    drops[kind].count += freed.count;
    drops[kind].bytes += freed.bytes;
    return true;
  };

  const pushFrame = (fact: FrameFact): void => {
    const oversize = fact.size > limits.payloadCap && fact.data !== null;
    if (oversize) count('payloads', { count: 1, bytes: fact.size });
    if (oversize) frames.push(fact, null, 'dropped');
    else frames.push(fact, fact.data, fact.data === null ? (fact.payload ?? 'pending') : 'kept');
    table.frame(fact);
    while (frames.payloadBytes > limits.payloadBytes && count('payloads', frames.evictPayloads()));
    while (frames.last - frames.first + 1 > limits.frames && count('frames', frames.evictRows()));
  };

  const pushEvent = (event: SessionEvent): void => {
    if (event.kind === 'dropped') count(event.what, event);
    events.push(event);
    table.event(event);
    if (events.length <= limits.events) return;
    // Halving is amortised O(1) per event and keeps the newest, which is what is on screen.
    const half = Math.floor(events.length / 2);
    const kept = events.filter((each, at) => at >= half || !isSignal(each));
    count('signals', { count: events.length - kept.length, bytes: 0 });
    events = kept;
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
      return events;
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
      let at = firstPast(0, events.length, (index) => events[index]!.order > after);
      const from = firstPast(frames.first, frames.last + 1, (number) => frames.orderOf(number) > after);
      for (let number = from; number <= frames.last; number++) {
        const order = frames.orderOf(number);
        while (at < events.length && events[at]!.order < order) yield events[at++]!;
        const frame = frames.read(number);
        if (frame) yield frameFact(frame);
      }
      while (at < events.length) yield events[at++]!;
    },
    append(fact: Fact) {
      version++;
      lastTime = Math.max(lastTime, fact.time);
      if (startedAt === 0 && fact.kind === 'page') startedAt = fact.origin;
      if (fact.kind === 'frame') pushFrame(fact);
      else if (fact.kind === 'bytes-of') frames.fill(fact.number, fact.data);
      else pushEvent(fact);
    },
    clear(wallClock) {
      const kept = wallClock === undefined ? events.filter(isAlive(table)) : [];
      frames.clear();
      drops = noDrops();
      table = createConnectionTable();
      for (const event of kept) table.event(event);
      events = kept;
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

/** The facts without which a connection that is still open would be a stranger after a clear. */
const isAlive =
  (table: ConnectionTable) =>
  (event: SessionEvent): boolean => {
    switch (event.kind) {
      case 'page':
        return table.pages.find((page) => page.id === event.page)?.leftAt === null;
      case 'constructed':
      case 'opened':
      case 'handshake':
        return table.connection(event.connection)?.closedAt === null;
      default:
        return false;
    }
  };

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
