import { fingerprint } from '../../fingerprint.ts';
import type { JsonObject } from '../../json.ts';
import { type Place, placeBelow, placeName, placeReader } from '../../place.ts';
import { isUsualNumber } from './field-slots.ts';
import { longestId, type Scalar } from './scalars.ts';

/** Rows kept per direction: enough to see a numbering, few enough to try every combination of places. */
const maxRows = 64;
const enough = 6;
const contentLength = 64;
/** Places of content, and fields of one message, that are looked at. */
const maxPlaces = 8;
const maxFields = 20;

/** Messages that carry content, and binary frames, of one direction. */
export interface ChunkEvidence {
  text(scalars: readonly Scalar[], message: unknown): void;
  binary(bytes: Uint8Array): void;
  /** Where chunks say their number and what tells their streams apart, or null where nothing counts up. */
  infer(): ChunkPlaces | null;
}

export interface ChunkPlaces {
  readonly chunkIndex: Place;
  readonly chunkId?: Place;
  readonly chunkData?: Place;
  /** Share of the chunks whose number is the next one, and how many were looked at. */
  readonly share: number;
  readonly rows: number;
}

/** Header forms of binary chunks: the number first, or behind an id of two or four bytes. */
const byteForms: readonly (readonly [index: Place, id: Place | null])[] = [
  ['bytes:0-4be', null],
  ['bytes:0-4le', null],
  ['bytes:0-2be', null],
  ['bytes:0-2le', null],
  ['bytes:4-8be', 'bytes:0-4'],
  ['bytes:4-8le', 'bytes:0-4'],
  ['bytes:2-4be', 'bytes:0-2'],
  ['bytes:1-5be', 'bytes:0-1'],
  ['bytes:16-20be', 'bytes:0-16'],
];

export function createChunkEvidence(): ChunkEvidence {
  /** By place of the content. */
  const texts = new Map<Place, TextRow[]>();
  const heads: Uint8Array[] = [];

  return {
    text(scalars, message) {
      const content = contentOf(message, '', 0);
      if (content === null) return;
      const rows = texts.get(content.place) ?? [];
      if (rows.length < maxRows) {
        const { text } = content;
        rows.push({ scalars, length: text.length, fingerprint: fingerprint(text) });
      }
      if (texts.size < maxPlaces) texts.set(content.place, rows);
    },
    binary(bytes) {
      if (heads.length < maxRows && bytes.length > 8) heads.push(bytes.slice(0, 32));
    },
    infer() {
      for (const [chunkData, rows] of texts) {
        const found = inferText(rows);
        if (found) return { ...found, chunkData };
      }
      return inferBinary(heads);
    },
  };
}

/** One message with content. */
interface TextRow {
  readonly scalars: readonly Scalar[];
  /** Of the content, which itself is not kept. */
  readonly length: number;
  readonly fingerprint: string;
}

const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** The first string that is long enough and reads as base64: prose has spaces. */
function contentOf(
  value: unknown,
  place: Place,
  depth: number,
): { readonly place: Place; readonly text: string } | null {
  if (typeof value === 'string')
    return value.length >= contentLength && base64.test(value) ? { place, text: value } : null;
  if (typeof value !== 'object' || value === null || depth > 2) return null;
  let looked = 0;
  for (const key in value) {
    if (++looked > maxFields) break;
    if (key.length > longestId) continue;
    const found = contentOf((value as JsonObject)[key], placeBelow(place, key), depth + 1);
    if (found !== null) return found;
  }
  return null;
}

/** Pieces of one thing differ from each other and are of one length, the last ones aside; repeated fields are neither. */
function isCutUp(rows: readonly TextRow[]): boolean {
  const distinct = new Set(rows.map((row) => row.fingerprint)).size;
  const lengths = new Map<number, number>();
  for (const { length } of rows) lengths.set(length, (lengths.get(length) ?? 0) + 1);
  return distinct >= rows.length * 0.8 && Math.max(...lengths.values()) >= rows.length * 0.6;
}

function inferText(rows: readonly TextRow[]): Omit<ChunkPlaces, 'chunkData'> | null {
  if (rows.length < enough || !isCutUp(rows)) return null;
  const read = (row: TextRow, place: Place): unknown =>
    row.scalars.find((each) => each.place === place)?.value;
  const places = [...new Set(rows.flatMap((row) => row.scalars.map((each) => each.place)))];
  // A number by its usual name makes a numbered packet, whatever that carries.
  const numbers = places.filter(
    (place) => !isUsualNumber(placeName(place)) && rows.every((row) => typeof read(row, place) === 'number'),
  );
  return best(
    rows,
    numbers.map((index) => [index, null] as const),
    places,
    read,
  );
}

function inferBinary(heads: readonly Uint8Array[]): ChunkPlaces | null {
  if (heads.length < enough) return null;
  const readers = new Map(
    byteForms.flat().flatMap((place) => (place === null ? [] : [[place, placeReader(place)] as const])),
  );
  return best(heads, byteForms, [], (head, place) => readers.get(place)?.(head));
}

/** Tries each number alone, then with each thing that could tell streams apart: that has to explain more to be believed. */
function best<Row>(
  rows: readonly Row[],
  forms: readonly (readonly [index: Place, id: Place | null])[],
  ids: readonly Place[],
  read: (row: Row, place: Place) => unknown,
): ChunkPlaces | null {
  let found: ChunkPlaces | null = null;
  const better = (places: ChunkPlaces): void => {
    if (places.share >= 0.9 && (!found || places.share > found.share + 0.02)) found = places;
  };
  for (const [chunkIndex, id] of forms)
    if (id === null) better({ chunkIndex, share: counting(rows, chunkIndex, null, read), rows: rows.length });
  for (const [chunkIndex, own] of forms)
    for (const chunkId of own === null ? ids : [own]) {
      if (chunkId === chunkIndex) continue;
      const distinct = new Set(rows.map((row) => read(row, chunkId))).size;
      if (distinct <= rows.length / 3)
        better({ chunkIndex, chunkId, share: counting(rows, chunkIndex, chunkId, read), rows: rows.length });
    }
  return found;
}

/** Share of rows whose number is the next one within its stream; a stream begins with 0 or 1, or where capture began. */
function counting<Row>(
  rows: readonly Row[],
  index: Place,
  id: Place | null,
  read: (row: Row, place: Place) => unknown,
): number {
  const last = new Map<unknown, number>();
  let next = 0;
  let steps = 0;
  for (const row of rows) {
    const n = read(row, index);
    const stream = id === null ? null : read(row, id);
    if (typeof n !== 'number' || (id !== null && stream === undefined)) return 0;
    const before = last.get(stream);
    last.set(stream, n);
    if (before === undefined && steps === 0 && next === 0) continue;
    steps++;
    if (before === undefined ? n <= 1 : n === before + 1 || (n <= 1 && before > 1)) next++;
  }
  return steps === 0 || last.size > rows.length / 2 ? 0 : next / steps;
}
