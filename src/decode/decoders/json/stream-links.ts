import { isObject, type JsonObject } from '../../json.ts';
import type { Link } from '../../link.ts';
import { count, dataOf, string } from './fields.ts';

const staged = /^(.+?)[._:/-](start|begin|init|chunk|part|end|finish|complete|done|resume|abort|cancel)$/i;
const carriers = /(?:^|[._:/-])(?:file|upload|download|transfer|stream|blob|attachment|media)$/i;
const sizes = ['size', 'bytes', 'totalSize', 'total_size', 'length'];
const chunkCounts = ['chunks', 'totalChunks', 'total_chunks', 'chunkCount', 'parts'];
const indexes = ['index', 'chunk', 'next', 'nextChunk', 'next_chunk', 'from', 'i', 'n'];

export interface StreamStep {
  readonly stage: 'start' | 'chunk' | 'end' | 'resume';
  readonly link: Link;
}

/** Domain.md §3: `file.start` {name, size, chunks} … `file.end`, `file.resume` {chunk}. */
export function streamStep(message: JsonObject, type: string): StreamStep | null {
  const match = staged.exec(type);
  if (!match) return null;
  const [, prefix = '', suffix = ''] = match;
  const data = dataOf(message);
  const size = count(data, sizes);
  const chunks = count(data, chunkCounts);
  if (!carriers.test(prefix) && size === undefined && chunks === undefined) return null;
  const id = string(data, [
    'id',
    'fileId',
    'file_id',
    'streamId',
    'stream_id',
    'uploadId',
    'upload_id',
    'transferId',
  ]);
  const name = string(data, ['name', 'filename', 'fileName', 'file']);
  const common = { ...(id !== undefined && { id }), ...(name !== undefined && { name }) };
  switch (suffix.toLowerCase()) {
    case 'start':
    case 'begin':
    case 'init': {
      const sha256 = string(data, ['sha256', 'hash', 'digest']);
      return {
        stage: 'start',
        link: {
          kind: 'starts-stream',
          ...common,
          name: name ?? id ?? prefix,
          ...(size !== undefined && { bytes: size }),
          ...(chunks !== undefined && { chunks }),
          ...(sha256 !== undefined && /^[0-9a-f]{64}$/i.test(sha256) && { sha256: sha256.toLowerCase() }),
        },
      };
    }
    case 'chunk':
    case 'part': {
      const body = string(data, ['data', 'content', 'bytes', 'chunk', 'payload']) ?? '';
      const index = count(data, ['index', 'i', 'n', 'seq']);
      return {
        stage: 'chunk',
        link: {
          kind: 'chunk',
          ...(id !== undefined && { id }),
          ...(index !== undefined && { index }),
          bytes: Math.floor((body.replace(/=+$/, '').length * 3) / 4),
        },
      };
    }
    case 'resume': {
      const index = count(data, indexes);
      const offset = count(data, ['offset', 'position', 'byte']);
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
    default:
      return {
        stage: 'end',
        link: {
          kind: 'ends-stream',
          ...common,
          ...(/abort|cancel/i.test(suffix) && { cancelled: true }),
        },
      };
  }
}

/** Whether a message announces that the binary frame right behind it is its chunk (`file.chunk` {index} with no data). */
export const announcesChunk = (message: JsonObject): boolean => {
  const data = dataOf(message);
  return isObject(data) && !['data', 'content', 'payload'].some((name) => typeof data[name] === 'string');
};
