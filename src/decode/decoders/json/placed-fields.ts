import { isBytes } from '../../../base/bytes.ts';
import { cut } from '../../../base/cut.ts';
import type { ConventionSide } from '../../convention.ts';
import { isBytePlace, type Place, placeReader } from '../../place.ts';
import type { Fields } from './fields.ts';
import { unquoted } from './read-field.ts';

/** What a convention says about one message of its direction, put over what its field names say. */
export interface PlacedFields {
  /** Whether anything is placed in JSON messages, in binary frames. */
  readonly inJson: boolean;
  readonly inBytes: boolean;
  apply(message: unknown, fields: Fields): void;
  /** The value at the convention's ack place; undefined without one. */
  ack(message: unknown): unknown;
  readonly ackMeans: 'one' | 'up-to';
  /** A chunk by the convention's places, or null. */
  chunk(message: unknown): PlacedChunk | null;
}

export interface PlacedChunk {
  readonly id: string | undefined;
  readonly index: number | undefined;
  /** The text carried; undefined for a binary frame, whose bytes begin at `from`. */
  readonly text: string | undefined;
  readonly from: number;
}

type Read = (message: unknown) => unknown;

const reader = (place: Place | null | undefined): Read | null =>
  typeof place === 'string' ? placeReader(place) : null;
const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? cut(value) : typeof value === 'number' ? String(value) : undefined;

export function createPlacedFields(convention: ConventionSide): PlacedFields {
  const { type, requestId, responseId, scope, seq, channel, ack, chunkId, chunkIndex, chunkData } =
    convention;
  const places = [type, requestId, responseId, scope, seq, channel, ack, chunkId, chunkIndex, chunkData];
  const readType = reader(type);
  const readRequest = reader(requestId);
  const readResponse = requestId === responseId ? null : reader(responseId);
  const readScope = reader(scope);
  const readSeq = reader(seq);
  const readChannel = reader(channel);
  const readAck = reader(ack);
  const readChunkId = reader(chunkId);
  const readIndex = reader(chunkIndex);
  const readData = reader(chunkData);
  const bytesIndex = typeof chunkIndex === 'string' && isBytePlace(chunkIndex);
  const headerEnd = Math.max(0, ...[chunkId, chunkIndex].map(byteEnd));

  return {
    inJson: places.some((place) => place !== undefined && (place === null || !isBytePlace(place))),
    inBytes: places.some((place) => typeof place === 'string' && isBytePlace(place)),
    ackMeans: convention.ackMeans ?? 'one',
    apply(message, fields) {
      if (readType) fields.type = text(readType(message)) ?? '';
      if (requestId === null) fields.id = undefined;
      else if (readRequest) fields.id = readRequest(message) ?? undefined;
      if (responseId === null || (responseId !== undefined && responseId === requestId))
        fields.reply = undefined;
      else if (readResponse) {
        fields.reply = readResponse(message) ?? undefined;
        fields.placedReply = true;
      }
      if (readScope) fields.scope = text(readScope(message)) ?? '';
      if (seq === null) fields.seq = undefined;
      else if (readSeq) fields.seq = unquoted(readSeq(message));
      if (channel === null) fields.channel = '';
      else if (readChannel) fields.channel = text(readChannel(message)) ?? '';
    },
    ack: (message) => readAck?.(message) ?? undefined,
    chunk(message) {
      if (!readIndex && !readData) return null;
      const index = readIndex?.(message);
      const data = readData?.(message);
      const binary = isBytes(message);
      if (binary ? !bytesIndex || typeof index !== 'number' : typeof data !== 'string') return null;
      return {
        id: text(readChunkId?.(message)),
        index: typeof index === 'number' && Number.isSafeInteger(index) && index >= 0 ? index : undefined,
        text: binary ? undefined : (data as string),
        from: headerEnd,
      };
    },
  };
}

const byteEnd = (place: Place | null | undefined): number =>
  typeof place === 'string' ? Number(/^bytes:\d+-(\d+)/.exec(place)?.[1] ?? 0) : 0;
