import { utf8Length } from '../../../base/bytes.ts';
import type { JsonObject } from '../../json.ts';
import type { ChunkBody, ChunkLink, Link } from '../../link.ts';
import { type Place, placeBelow } from '../../place.ts';
import type { Fields } from './fields.ts';
import { count, string } from './read-field.ts';
import { type Stage, stageOf, type TypeTraits } from './type-traits.ts';

const sizes = ['size', 'bytes', 'totalSize', 'total_size', 'length', 'fileSize', 'file_size', 'totalBytes'];
const chunkCounts = [
  'chunks',
  'totalChunks',
  'total_chunks',
  'chunkCount',
  'chunk_count',
  'parts',
  'total',
  'of',
];
const indexes = ['index', 'chunk', 'next', 'nextChunk', 'next_chunk', 'from', 'i', 'n'];
const chunkIndexes = ['index', 'chunkIndex', 'chunk_index', 'chunkNo', 'i', 'n', 'seq', 'part', 'idx'];
const offsets = ['offset', 'position', 'byte', 'pos'];
const ids = [
  'id',
  'fileId',
  'file_id',
  'streamId',
  'stream_id',
  'uploadId',
  'upload_id',
  'transferId',
  'transfer_id',
];
const names = ['name', 'filename', 'fileName', 'file_name', 'file'];
const hashes = ['sha256', 'sha-256', 'hash', 'digest', 'checksum'];
const bodies = ['data', 'content', 'payload', 'bytes', 'chunk', 'body', 'base64', 'blob'];
const stageFields = ['action', 'op', 'phase', 'stage', 'step', 'state', 'event', 'cmd'];

export interface StreamStep {
  readonly stage: Exclude<Stage, 'abort'>;
  readonly link: Link;
}

/** Domain.md §3: `file.start` {name, size, chunks} … `file.end`, `file.resume` {chunk}. Null for other messages. */
export function streamStep(message: JsonObject, fields: Fields, traits: TypeTraits): StreamStep | null {
  const found = traits.staged ?? stagedElsewhere(message, fields, traits);
  if (!found) return null;
  const { data } = fields;
  const size = count(data, sizes);
  const chunks = count(data, chunkCounts);
  if (!found.carrier && size === undefined && chunks === undefined) return null;
  const id = string(data, ids) ?? (data === message ? undefined : string(message, ids.slice(1)));
  const name = string(data, names);
  const sha256 = hashOf(data);
  const common = { ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
  const declared = {
    ...(size !== undefined && { bytes: size }),
    ...(chunks !== undefined && { chunks }),
    ...(sha256 !== null && { sha256 }),
  };
  switch (found.stage) {
    case 'start':
      return {
        stage: 'start',
        link: { kind: 'starts-stream', ...common, name: name ?? id ?? found.prefix, ...declared },
      };
    case 'chunk':
      return { stage: 'chunk', link: chunkLink(message, fields, id) };
    case 'resume': {
      const index = count(data, indexes);
      const offset = count(data, offsets);
      return {
        stage: 'resume',
        link: {
          kind: 'resumes-stream',
          ...common,
          ...(index !== undefined && { index }),
          ...(offset !== undefined && { offset }),
        },
      };
    }
    case 'end':
      return { stage: 'end', link: { kind: 'ends-stream', ...common, ...declared } };
    case 'abort':
      return { stage: 'end', link: { kind: 'ends-stream', ...common, cancelled: true } };
  }
}

/** What a message without a word for a transfer says that it brings: a name and a size. */
export interface Announcement {
  readonly name: string;
  readonly bytes: number;
}

/** `{"op": "put", "name": "a.bin", "length": 300000}`; null where either is missing. */
export function announcementIn({ data }: Fields): Announcement | null {
  const bytes = count(data, sizes);
  if (bytes === undefined || bytes === 0) return null;
  const name = string(data, names);
  return name === undefined ? null : { name, bytes };
}

/** `{"type": "upload", "action": "start"}`. */
function stagedElsewhere(message: JsonObject, fields: Fields, traits: TypeTraits): TypeTraits['staged'] {
  if (!traits.carrier) return null;
  for (const name of stageFields) {
    const word = message[name];
    const stage = typeof word === 'string' && word !== fields.type ? stageOf(word) : null;
    if (stage) return { prefix: fields.type, stage, carrier: true };
  }
  return null;
}

function chunkLink(message: JsonObject, fields: Fields, id: string | undefined): ChunkLink {
  const { data } = fields;
  const index = count(data, chunkIndexes) ?? count(message, chunkIndexes);
  const offset = count(data, offsets);
  const carried = bodyOf(message, data);
  const total = count(data, ['total', 'totalChunks', 'total_chunks', 'of']);
  const opens =
    id !== undefined && carried !== null
      ? { name: string(data, names) ?? id, ...(total !== undefined && { chunks: total }) }
      : undefined;
  return {
    kind: 'chunk',
    ...(id !== undefined && { id }),
    ...(index !== undefined && { index }),
    ...(offset !== undefined && { offset }),
    bytes: carried?.bytes ?? 0,
    ...(carried && { body: carried.body }),
    ...(opens && { opens }),
    ...(fields.final === true && { last: true }),
  };
}

/** The string that a chunk carries, with its size in bytes. */
function bodyOf(
  message: JsonObject,
  data: JsonObject,
): { readonly body: ChunkBody; readonly bytes: number } | null {
  for (const name of bodies) {
    const value = data[name];
    if (typeof value !== 'string') continue;
    const place = placeBelow(data === message ? '' : placeOfData(message, data), name);
    return { body: { in: 'json', place, encoding: encodingOf(value) }, bytes: carriedBytes(value) };
  }
  return null;
}

export function placeOfData(message: JsonObject, data: JsonObject): Place {
  for (const key in message) if (message[key] === data) return placeBelow('', key);
  return '';
}

const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Short words read as base64 too; a chunk of data is padded to fours. */
export const encodingOf = (text: string): 'text' | 'base64' =>
  text.length > 0 && text.length % 4 === 0 && base64.test(text) ? 'base64' : 'text';

export function carriedBytes(text: string): number {
  if (encodingOf(text) === 'text') return utf8Length(text);
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  return (text.length / 4) * 3 - padding;
}

/** Whether a message announces that the binary frame right behind it is its chunk (`file.chunk` {index} with no data). */
export const announcesChunk = (link: Link): boolean => link.kind === 'chunk' && link.body === undefined;

function hashOf(data: JsonObject): string | null {
  const hash = string(data, hashes)?.replace(/^sha-?256[:=]/i, '');
  return hash !== undefined && /^[0-9a-f]{64}$/i.test(hash) ? hash.toLowerCase() : null;
}
