import { isBytes } from '../../../base/bytes.ts';
import type { Connection, Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import type { Convention } from '../../convention.ts';
import type { ConnectionDecoder, Decoder } from '../../decoder.ts';
import { isObject, jsonProblem, looksLikeJson, parseJson } from '../../json.ts';
import type { Link } from '../../link.ts';
import type { DecodeProblem, Packet, PacketKind } from '../../packet.ts';
import { readBinaryHeader } from './binary-header.ts';
import { createLearner } from './learner.ts';
import { createMessageReader, type Reading } from './message-reader.ts';

const label = 'JSON';
const layers = [label];
const summaryLength = 300;
const raw: Reading = { kind: 'raw', name: 'text', links: [] };

/**
 * Home-made protocols: JSON in text frames with the conventions of docs/protocols.md (ids, numbers and acks, staged streams), found
 * by name, by evidence or by the user's rule, and binary frames that are chunks.
 */
export const jsonDecoder: Decoder = {
  id: 'json',
  label,
  detect(_connection, first) {
    let texts = 0;
    let objects = 0;
    for (const frame of first) {
      if (typeof frame.data !== 'string') continue;
      texts++;
      if (looksLikeJson(frame.data) && parseJson(frame.data).ok) objects++;
    }
    return objects === 0 ? 0 : 0.3 + 0.4 * (objects / texts);
  },
  learner: createLearner,
  create: createJsonConnectionDecoder,
};

function createJsonConnectionDecoder(
  _connection: Connection,
  convention: Convention = {},
): ConnectionDecoder {
  const reader = createMessageReader(convention);
  /** Streams announced in each direction: from the first on, binary frames there are chunks. */
  const streams = { sent: false, received: false };
  /** A `file.chunk` header that the next binary frame of its direction belongs to. */
  const announced: { sent: Link | null; received: Link | null } = { sent: null, received: null };

  const readBinary = (frame: Frame): Reading => {
    const { direction, size, data } = frame;
    const header = announced[direction];
    announced[direction] = null;
    if (header?.kind === 'chunk')
      return { kind: 'chunk', name: 'chunk', links: [{ ...header, bytes: size }] };
    if (isBytes(data)) {
      const placed = reader.bytes(data, direction);
      if (placed) return placed;
      const framed = readBinaryHeader(data);
      if (framed) return reader.framed(framed.header, framed.from, size - framed.from, direction);
    }
    if (!streams[direction]) return { kind: 'raw', name: 'binary', links: [] };
    return { kind: 'chunk', name: 'chunk', links: [{ kind: 'chunk', bytes: size }] };
  };

  const readMessage = (value: unknown, direction: Direction, exact?: () => unknown): Reading => {
    const reading = reader.message(value, direction, exact);
    if (reading.stream) {
      streams[direction] = true;
      announced[direction] = reading.announces ?? null;
    }
    return reading;
  };

  const readText = (frame: Frame, text: string): readonly Packet[] => {
    if (!looksLikeJson(text)) return [packet(frame, reader.plain(text), () => text)];
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (error) {
      return [packet(frame, raw, () => text, jsonProblem(error))];
    }
    if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) {
      // Ids that a double cannot hold are read again with every digit; everything else costs one `JSON.parse`.
      const exact = (): unknown => exactly(text);
      return [packet(frame, readMessage(value, frame.direction, exact), exact)];
    }
    const exact = exactly(text) as readonly unknown[];
    return exact.map((each) => packet(frame, readMessage(each, frame.direction), () => each));
  };

  return {
    accept(frame) {
      if (frame.binary) return [packet(frame, readBinary(frame), () => frame.data)];
      const text = frame.data;
      return typeof text === 'string' ? readText(frame, text) : [packet(frame, raw, () => null)];
    },
  };
}

function exactly(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : text;
}

const packet = (frame: Frame, reading: Reading, value: () => unknown, problem?: DecodeProblem): Packet => ({
  connection: frame.connection,
  frame: frame.number,
  spans: [{ frame: frame.number, start: 0, end: frame.size }],
  time: frame.time,
  direction: frame.direction,
  kind: reading.kind as PacketKind,
  name: reading.name,
  summary: typeof frame.data === 'string' ? frame.data.slice(0, summaryLength) : '',
  value,
  links: reading.links,
  layers,
  ...(problem && { problem }),
});
