import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocumentIntake } from '../../extension/devtools/document-intake.ts';
import { createSessionLog } from '../../src/session/log.ts';
import { createNumbering } from '../../src/session/rebase.ts';
import type { DropKind } from '../../src/wire/fact.ts';
import { isFact } from '../../src/wire/fact-guard.ts';
import { protocolVersion } from '../../src/wire/message.ts';

const limits = { payloadBytes: 300, frames: 1500, payloadCap: 60, events: 40, eventBytes: 2000 };

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  Number.NaN,
  -1,
  0.5,
  2 ** 53,
  1e308,
  Number.POSITIVE_INFINITY,
  'odd',
  {},
  Object.create(null),
  { toString: 1 },
  [],
  new Array(2 ** 32 - 1),
  10n,
  Uint8Array.of(1),
  new Uint8Array(new ArrayBuffer(1000), 0, 2),
);
/** Null in all but one of twenty. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
const small = fc.integer({ min: 0, max: 4 });
const string = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('세계', 'x'.repeat(70), 'y'.repeat(20_000)),
);
const bytes = fc.uint8Array({ maxLength: 80 });
const header = fc.tuple(string, string);

const fields = {
  page: small,
  connection: small,
  number: small,
  url: string,
  frame: fc.constantFrom('top', 'iframe'),
  origin: fc.constantFrom(0, 5000, 1e6),
  protocols: fc.array(string, { maxLength: 3 }),
  readyState: small,
  protocol: string,
  extensions: string,
  direction: fc.constantFrom('sent', 'received'),
  size: fc.nat(1000),
  binary: fc.boolean(),
  error: string,
  amount: fc.nat(),
  code: small,
  reason: string,
  wasClean: fc.boolean(),
  status: small,
  requestHeaders: fc.array(header, { maxLength: 3 }),
  responseHeaders: fc.array(header, { maxLength: 3 }),
  visible: fc.boolean(),
  online: fc.boolean(),
  what: fc.constantFrom('facts', 'payloads', 'frames', 'signals'),
  count: fc.oneof(fc.nat(9), fc.constant(Number.MAX_SAFE_INTEGER)),
  bytes: fc.oneof(fc.nat(9), fc.constant(Number.MAX_SAFE_INTEGER)),
  why: string,
  sent: small,
  received: small,
  recordedSent: small,
  recordedReceived: small,
} as const;
const kinds: Readonly<Record<string, readonly (keyof typeof fields | 'data')[]>> = {
  page: ['page', 'url', 'frame', 'origin'],
  constructed: ['connection', 'page', 'url', 'protocols', 'readyState'],
  opened: ['connection', 'protocol', 'extensions'],
  frame: ['connection', 'number', 'direction', 'size', 'data', 'binary'],
  'bytes-of': ['connection', 'number', 'data'],
  'send-failed': ['connection', 'size', 'error'],
  'sent-after-close': ['connection', 'size'],
  buffered: ['connection', 'amount'],
  'close-requested': ['connection', 'code', 'reason'],
  error: ['connection'],
  closed: ['connection', 'code', 'reason', 'wasClean'],
  collected: ['connection'],
  handshake: ['connection', 'status', 'requestHeaders', 'responseHeaders'],
  compared: ['connection', 'sent', 'received', 'recordedSent', 'recordedReceived'],
  ended: ['connection'],
  'page-left': ['page'],
  visibility: ['page', 'visible'],
  network: ['page', 'online'],
  dropped: ['what', 'count', 'bytes', 'why'],
};
const data = fc.oneof(bytes, string, fc.constant(null));

/** A fact, sound in most cases; its order is counted on when it is sent, and this is how far it is off. */
const fact = fc
  .constantFrom('constructed', 'frame', 'frame', 'bytes-of', 'buffered', 'closed', ...Object.keys(kinds))
  .chain((kind) => {
    const shape: Record<string, fc.Arbitrary<unknown>> = { kind: fc.constant(kind) };
    for (const name of kinds[kind]!)
      shape[name] = name === 'data' ? (kind === 'bytes-of' ? bytes : data) : fields[name];
    const mutation = rarely(fc.tuple(fc.constantFrom('kind', 'order', 'time', ...kinds[kind]!), odd));
    return fc.record({ fact: fc.record(shape), off: fc.constantFrom(0, 0, 0, 0, 1, 7, -2), mutation });
  });
const row = fc.record({
  flags: fc.oneof(fc.nat(255), fc.constantFrom(128, 128, 2, 6, 34, 144, 18)),
  connection: small,
  number: small,
  payload: fc.oneof(bytes, string),
  mutation: rarely(
    fc.tuple(fc.nat(5), fc.constantFrom(Number.NaN, -1, 2 ** 53, 1e308, Number.POSITIVE_INFINITY)),
  ),
});
const batch = fc.record({
  facts: fc.array(fact, { maxLength: 12 }),
  rows: fc.array(row, { maxLength: 12 }),
  skipped: fc.constantFrom(0, 0, 0, 0, 1, -1),
  mutation: rarely(
    fc.tuple(fc.constantFrom('batch', 'version', 'facts', 'cells', 'text', 'data', 'kind'), odd),
  ),
});
/** A page with open connections 0 to 4. */
const beginning = [
  { kind: 'page', order: 0, time: 0, page: 0, url: 'http://p/', frame: 'top', origin: 1e6 },
  ...[0, 1, 2, 3, 4].map((connection) => ({
    kind: 'constructed',
    order: connection + 1,
    time: 0,
    connection,
    page: 0,
    url: 'ws://s/',
    protocols: [],
    readyState: 0,
  })),
];

type Made<T> = T extends fc.Arbitrary<infer Value> ? Value : never;

/** Turns what was drawn into messages as a hook numbers them, but for what is to be wrong. */
function messagesOf(drawn: readonly Made<typeof batch>[]): unknown[] {
  let order = beginning.length;
  let number = 1;
  return drawn.map(({ facts, rows, skipped, mutation }) => {
    const cells: number[] = [];
    const list: unknown[] = [];
    let text = '';
    const data: unknown[] = [];
    for (const each of rows) {
      const isText = typeof each.payload === 'string';
      const flags = isText ? each.flags | 128 : each.flags & ~128;
      if (isText) text += each.payload;
      else if (!(flags & (4 | 8))) data.push(each.payload);
      const cell = [order, order, each.connection, each.number, flags, each.payload.length];
      if (each.mutation) cell[each.mutation[0]] = each.mutation[1];
      cells.push(...cell);
      if (!(flags & (16 | 64))) order++;
    }
    for (const each of facts) {
      const sound: Record<string, unknown> = { ...each.fact, order: order++ + each.off, time: order };
      if (each.mutation) sound[each.mutation[0]] = each.mutation[1];
      list.push(sound);
    }
    number += 1 + skipped;
    const message: Record<string, unknown> = {
      kind: 'batch',
      version: protocolVersion,
      batch: number,
      facts: list,
      cells: Float64Array.from(cells),
      text,
      data,
    };
    if (mutation) message[mutation[0]] = mutation[1];
    return message;
  });
}

describe('laws of recording', () => {
  it('hold for whatever arrives: nothing is thrown, budgets hold, orders rise, counts are counts', () => {
    let frames = 0;
    fc.assert(
      fc.property(fc.array(batch, { minLength: 1, maxLength: 12 }), fc.boolean(), (drawn, packed) => {
        const log = createSessionLog(limits);
        const numbering = createNumbering();
        const drop = (what: DropKind, count: number, bytes: number, why: string): void => {
          if (count > 0)
            log.append({ kind: 'dropped', order: numbering.order(), time: 0, what, count, bytes, why });
        };
        const intake = createDocumentIntake({
          log,
          numbering,
          packed,
          wallClock: () => 1e6,
          drop,
          skip: () => false,
          taken: () => {},
        });
        const cells = new Float64Array(0);
        const first = { kind: 'batch', version: protocolVersion, batch: 1, cells, text: '', data: [] };
        intake.take({ ...first, facts: beginning });
        for (const message of messagesOf(drawn)) {
          intake.take(message);
          checkLog(log);
        }
        frames += log.lastFrame;
      }),
      { numRuns: 300 },
    );
    // Most of what is drawn gets through: the laws are not about an empty log.
    expect(frames).toBeGreaterThan(1000);
  });
});

function checkLog(log: ReturnType<typeof createSessionLog>): void {
  expect(log.payloadBytes).toBeLessThanOrEqual(limits.payloadBytes);
  expect(log.events.length).toBeLessThanOrEqual(limits.events);
  for (const { count, bytes } of Object.values(log.drops)) {
    expect(Number.isSafeInteger(count) && count >= 0).toBe(true);
    expect(Number.isSafeInteger(bytes) && bytes >= 0).toBe(true);
  }
  let order = -1;
  let number = log.firstFrame - 1;
  let payloads = 0;
  let strings = 0;
  for (const fact of log.facts()) {
    expect(isFact(fact)).toBe(true);
    expect(fact.order).toBeGreaterThan(order);
    expect(fact.time).toBeGreaterThanOrEqual(0);
    expect(fact.time).toBeLessThanOrEqual(100_000_000);
    order = fact.order;
    if (fact.kind === 'frame') {
      expect(fact.number).toBe(++number);
      const data = fact.data ?? '';
      if (fact.data !== null && typeof data !== 'string') expect(fact.size).toBe(data.length);
      payloads += data.length;
      strings += fact.stack?.length ?? 0;
    } else if ('url' in fact) strings += fact.url.length;
    else if ('reason' in fact) strings += fact.reason.length;
  }
  expect(number).toBe(log.lastFrame);
  expect(payloads).toBeLessThanOrEqual(limits.payloadBytes);
  expect(strings).toBeLessThanOrEqual(limits.eventBytes);
  for (const { id, sent, received } of log.connections) {
    expect(log.connection(id)?.id).toBe(id);
    expect(Number.isSafeInteger(sent.bytes + received.bytes) || sent.bytes === Number.MAX_SAFE_INTEGER).toBe(
      true,
    );
  }
}
