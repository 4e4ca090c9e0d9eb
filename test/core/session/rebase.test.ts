import { describe, expect, it } from 'vitest';
import { createDocumentRebase, createNumbering } from '../../../src/session/rebase.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { mostOpen, mostPending, mostRemembered } from '../../../src/wire/limits.ts';

const page = (origin: number, time = 0): Fact => ({
  kind: 'page',
  order: 0,
  time,
  page: 0,
  url: 'http://page/',
  frame: 'top',
  origin,
});
const constructed = (connection: number, time: number): Fact => ({
  kind: 'constructed',
  order: 1,
  time,
  connection,
  page: 0,
  url: 'ws://server/',
  protocols: [],
  readyState: 0,
});
const frame = (
  connection: number,
  number: number,
  time: number,
  data: string | Uint8Array | null = 'text',
): Fact => ({
  kind: 'frame',
  order: 2,
  time,
  connection,
  number,
  direction: 'sent',
  size: typeof data === 'string' ? data.length : 8,
  data,
  binary: data === null,
});

describe('rebase', () => {
  it('starts the session at the first fact and shifts other documents by their origin', () => {
    const numbering = createNumbering();
    const one = createDocumentRebase(numbering);
    const two = createDocumentRebase(numbering);
    expect(one.rebase(page(1000, 5))).toMatchObject({ order: 0, time: 0, page: 1, origin: 1005 });
    expect(one.rebase(constructed(1, 6))).toMatchObject({ order: 1, time: 1, connection: 1, page: 1 });
    expect(two.rebase(page(3000, 0))).toMatchObject({ order: 2, time: 1995, page: 2, origin: 1005 });
    expect(two.rebase(constructed(1, 2))).toMatchObject({ order: 3, time: 1997, connection: 2, page: 2 });
    expect(two.rebase(frame(1, 1, 3))).toMatchObject({ order: 4, connection: 2, number: 1 });
    expect(one.rebase(frame(1, 1, 4000))).toMatchObject({ order: 5, connection: 1, number: 2 });
  });

  it('brings the bytes of a Blob to the frame they belong to, once', () => {
    const numbering = createNumbering();
    const other = createDocumentRebase(numbering);
    for (const fact of [page(0), constructed(1, 0), frame(1, 1, 0)]) other.rebase(fact);
    const document = createDocumentRebase(numbering);
    for (const fact of [page(0), constructed(4, 0), frame(4, 1, 0, null)]) document.rebase(fact);
    const bytes: Fact = {
      kind: 'bytes-of',
      order: 9,
      time: 1,
      connection: 4,
      number: 1,
      data: Uint8Array.of(1),
    };
    expect(document.rebase(bytes)).toMatchObject({ connection: 2, number: 2 });
    expect(document.rebase(bytes)).toBeNull();
  });

  it('counts UTF-8 where the hook left it to this side', () => {
    const document = createDocumentRebase(createNumbering());
    document.rebase(page(0));
    document.rebase(constructed(1, 0));
    expect(document.rebase(frame(1, 1, 0, '세계 😀'))).toMatchObject({ size: 11 });
  });

  it('refuses what refers to nothing', () => {
    const document = createDocumentRebase(createNumbering());
    expect(document.rebase(constructed(1, 0))).toBeNull();
    document.rebase(page(0));
    expect(document.rebase(page(0))).toBeNull();
    expect(document.rebase(frame(1, 1, 0))).toBeNull();
    document.rebase(constructed(1, 0));
    expect(document.rebase(constructed(1, 0))).toBeNull();
  });

  it('never puts a fact before the start of the session', () => {
    const numbering = createNumbering();
    const document = createDocumentRebase(numbering);
    document.rebase(page(1000));
    numbering.zero = 5000;
    expect(document.rebase(constructed(1, 10))).toMatchObject({ time: 0 });
  });
});

describe('what is said of a payload', () => {
  const begun = () => {
    const document = createDocumentRebase(createNumbering());
    document.rebase(page(0));
    document.rebase(constructed(1, 0));
    return document;
  };

  it('counts for nothing beside the payload itself', () => {
    const lie = { size: 3, binary: false };
    const told = { ...frame(1, 1, 0, new Uint8Array(1000)), ...lie } as Fact;
    expect(begun().rebase(told)).toMatchObject({ size: 1000, binary: true });
    const untold = { ...frame(1, 1, 0, null), size: 2 ** 50 } as Fact;
    expect(begun().rebase(untold)).toBeNull();
    const text = { ...frame(1, 1, 0, 'text'), size: 2 ** 50, binary: true } as Fact;
    expect(begun().rebase(text)).toMatchObject({ size: 4, binary: false });
  });

  it('is kept without the rest of the buffer it came in', () => {
    const document = begun();
    const view = new Uint8Array(new ArrayBuffer(100_000), 7, 5);
    const held = (fact: Fact | null) => (fact as { data: Uint8Array }).data.buffer.byteLength;
    expect(held(document.rebase(frame(1, 1, 0, view)))).toBe(5);
    document.rebase(frame(1, 2, 0, null));
    const bytesOf: Fact = { kind: 'bytes-of', order: 9, time: 1, connection: 1, number: 2, data: view };
    expect(held(document.rebase(bytesOf))).toBe(5);
  });
});

describe('what a document is remembered by', () => {
  it('is bounded: connections that are open and those that are over, and Blobs that never come', () => {
    const document = createDocumentRebase(createNumbering());
    document.rebase(page(0));
    const closed: Fact = {
      kind: 'closed',
      order: 3,
      time: 0,
      connection: 0,
      code: 1000,
      reason: '',
      wasClean: true,
    };
    for (let connection = 1; connection <= 3 * mostRemembered; connection++) {
      document.rebase(constructed(connection, 0));
      document.rebase({ ...closed, connection });
    }
    expect(document.rebase(frame(1, 1, 0))).toBeNull();
    expect(document.rebase(frame(3 * mostRemembered, 1, 0))).not.toBeNull();
    for (let number = 1; number <= 3 * mostPending; number++)
      document.rebase(frame(3 * mostRemembered, number, 0, null));
    expect(document.forgotten).toBeGreaterThanOrEqual(mostPending);
    const first = 1_000_000;
    let refused = 0;
    for (let connection = first; connection < first + mostOpen; connection++)
      if (document.rebase(constructed(connection, 0)) === null) refused++;
    expect(refused).toBe(0);
    expect(document.rebase(constructed(first + mostOpen, 0))).toBeNull();
    document.rebase({ ...closed, connection: first });
    expect(document.rebase(constructed(first + mostOpen, 0))).not.toBeNull();
  });
});

describe('text that no UTF-8 can carry', () => {
  it('is recorded as the wire has it', () => {
    const document = createDocumentRebase(createNumbering());
    document.rebase(page(1000));
    document.rebase(constructed(1, 0));
    expect(document.rebase(frame(1, 1, 0, 'a\ud800b'))).toMatchObject({ data: 'a\ufffdb', size: 5 });
    expect(document.rebase(frame(1, 2, 0, '\ud83d\ude00'))).toMatchObject({ data: '\ud83d\ude00', size: 4 });
  });
});
