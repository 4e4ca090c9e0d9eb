import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsPerRow, createBatchReader, isBatch } from '../../../src/wire/batch.ts';
import type { Fact } from '../../../src/wire/fact.ts';
import { isFact } from '../../../src/wire/fact-guard.ts';
import { type Batch, protocolVersion } from '../../../src/wire/message.ts';
import * as rowFlags from '../../../src/wire/row-flags.ts';

type Row = readonly [order: number, number: number, flags: number, data: string | Uint8Array | null];

let batches = 0;
function batchOf(rows: readonly Row[], facts: readonly object[] = []): Batch {
  return {
    kind: 'batch',
    version: protocolVersion,
    batch: ++batches,
    facts: facts as readonly Fact[],
    cells: Float64Array.from(
      rows.flatMap(([order, number, flags, data]) => {
        const kind = typeof data === 'string' ? rowFlags.text : 0;
        return [order, order / 2, 1, number, flags | kind, data?.length ?? 0];
      }),
    ),
    text: rows.map(([, , , data]) => (typeof data === 'string' ? data : '')).join(''),
    data: rows.flatMap(([, , , data]) => (data instanceof Uint8Array ? [data] : [])),
  };
}

const read = (...all: readonly Batch[]): Fact[] => {
  const reader = createBatchReader();
  return all.flatMap((batch) => [...reader.read(batch)]) as Fact[];
};

describe('batch', () => {
  it('gives rows and facts in their common order', () => {
    const opened = { kind: 'opened', order: 1, time: 0, connection: 1, protocol: '', extensions: '' };
    const facts = read(
      batchOf(
        [
          [0, 1, 0, 'sent'],
          [2, 2, rowFlags.received | rowFlags.binary, Uint8Array.of(7)],
          [3, 3, rowFlags.binary | rowFlags.pending, null],
          [4, 4, rowFlags.dropped, null],
        ],
        [opened],
      ),
    );
    expect(facts).toMatchObject([
      { kind: 'frame', number: 1, time: 0, direction: 'sent', data: 'sent', binary: false, size: 4 },
      opened,
      { kind: 'frame', number: 2, time: 1, direction: 'received', data: Uint8Array.of(7), binary: true },
      { kind: 'frame', number: 3, data: null, binary: true },
      { kind: 'frame', number: 4, data: null, payload: 'dropped' },
    ]);
    expect(facts.every(isFact)).toBe(true);
  });

  it('gives the call stack with its frame, and the bytes of a Blob under its number', () => {
    const facts = read(
      batchOf([[0, 1, rowFlags.stack, 'at page']]),
      batchOf([
        [0, 1, 0, 'called'],
        [1, 2, 0, 'next'],
        [2, 1, rowFlags.bytesOf, Uint8Array.of(1)],
      ]),
    );
    expect(facts).toMatchObject([
      { number: 1, stack: 'at page' },
      { number: 2 },
      { kind: 'bytes-of', number: 1, data: Uint8Array.of(1) },
    ]);
    expect(facts[1]).not.toHaveProperty('stack');
    expect(facts.every(isFact)).toBe(true);
  });

  it('joins pieces, however they are cut and wherever one batch ends', () => {
    const cuts = fc.array(fc.nat(40), { maxLength: 6 });
    const payload = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(fc.array(fc.record({ payload, cuts }), { maxLength: 5 }), cuts, (frames, ends) => {
        const rows = frames.flatMap(({ payload, cuts }, frame): Row[] => {
          const at = [0, ...cuts.filter((cut) => cut < payload.length).sort((a, b) => a - b), payload.length];
          return at.slice(1).map((to, piece) => {
            const goesOn = piece + 2 < at.length ? rowFlags.goesOn : 0;
            return [frame, frame + 1, goesOn, payload.slice(at[piece], to)];
          });
        });
        const borders = [0, ...ends.filter((end) => end < rows.length).sort((a, b) => a - b), rows.length];
        const facts = read(...borders.slice(1).map((to, at) => batchOf(rows.slice(borders[at], to))));
        expect(facts.map((fact) => (fact as { data?: unknown }).data)).toEqual(
          frames.map((each) => each.payload),
        );
      }),
    );
  });

  it('is told by its envelope', () => {
    const sound = batchOf([[0, 1, 0, 'x']]);
    expect(isBatch(sound)).toBe(true);
    const broken = [
      null,
      1,
      {},
      { ...sound, version: protocolVersion + 1 },
      { ...sound, facts: undefined },
      { ...sound, data: {} },
      { ...sound, text: undefined },
      { ...sound, cells: [...sound.cells] },
      { ...sound, cells: new Float64Array(cellsPerRow + 1) },
    ];
    for (const each of broken) expect(isBatch(each)).toBe(false);
  });

  it('refuses a batch whose sizes do not cover its text, and lists that are too long', () => {
    const sound = batchOf([
      [0, 1, 0, 'first'],
      [1, 2, 0, 'second'],
    ]);
    for (const size of [Number.NaN, -1, 2 ** 53, Number.POSITIVE_INFINITY, 4.5, 4, 6]) {
      const cells = sound.cells.slice();
      cells[5] = size;
      expect(isBatch({ ...sound, cells })).toBe(false);
    }
    expect(isBatch({ ...sound, text: `${sound.text} ` })).toBe(false);
    expect(isBatch({ ...sound, facts: new Array(2 ** 32 - 1) })).toBe(false);
    expect(isBatch({ ...sound, data: new Array(2 ** 32 - 1) })).toBe(false);
  });

  it('holds no more of a payload in pieces than may be kept, and counts it', () => {
    const dropped: number[] = [];
    const options = { payloadCap: 10, dropPayload: (bytes: number) => void dropped.push(bytes) };
    const reader = createBatchReader(options);
    const give = (batch: Batch) => [...reader.read(batch)] as Fact[];
    for (let at = 0; at < 1000; at++) expect(give(batchOf([[0, 1, rowFlags.goesOn, 'weg€']]))).toEqual([]);
    const [whole] = give(batchOf([[0, 1, 0, 'end']]));
    expect(whole).toMatchObject({ kind: 'frame', data: null, payload: 'dropped', size: 6003 });
    expect(isFact(whole)).toBe(true);
    expect(dropped).toEqual([6003]);
    expect(give(batchOf([[1, 2, 0, 'next']]))).toMatchObject([{ data: 'next' }]);
  });

  it('joins no pieces of two kinds, of two payloads, or with a batch missing between', () => {
    const dropped: number[] = [];
    const options = { payloadCap: 1000, dropPayload: (bytes: number) => void dropped.push(bytes) };
    const reader = createBatchReader(options);
    const give = (batch: Batch) => [...reader.read(batch)] as Fact[];
    const mixed = give(
      batchOf([
        [0, 1, rowFlags.goesOn, 'text'],
        [0, 1, 0, Uint8Array.of(1)],
      ]),
    );
    expect(mixed).toMatchObject([{ data: null, payload: 'dropped', size: 5 }]);
    const cut = give(
      batchOf([
        [1, 2, rowFlags.goesOn, 'begun'],
        [2, 3, 0, 'other'],
      ]),
    );
    expect(cut).toMatchObject([{ number: 3, data: 'other' }]);
    give(batchOf([[3, 4, rowFlags.goesOn, 'one']]));
    batchOf([]);
    expect(give(batchOf([[3, 4, 0, 'three']]))).toMatchObject([{ data: null, payload: 'dropped', size: 8 }]);
    expect(dropped).toEqual([5, 5, 8]);
  });

  it('throws on no order that is no number', () => {
    const odd = { kind: 'error', order: Object.create(null) };
    expect(read(batchOf([[0, 1, 0, 'x']], [odd, null, 7] as object[]))).toHaveLength(4);
  });
});
