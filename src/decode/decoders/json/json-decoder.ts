import { isBytes } from '../../../base/bytes.ts';
import type { Connection, Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import { maxPackets, tooManyPackets } from '../../budget.ts';
import type { Convention } from '../../convention.ts';
import type { ConnectionDecoder, Decoder } from '../../decoder.ts';
import { isObject, jsonProblem, jsonSequence, looksLikeJson, parseJson, sizeProblem } from '../../json.ts';
import type { Link } from '../../link.ts';
import type { DecodeProblem, Packet, PacketKind } from '../../packet.ts';
import { readBinaryHeader } from './binary-header.ts';
import { createBroughtBytes } from './brought-bytes.ts';
import { createLearner } from './learner.ts';
import { createMessageReader, type Reading } from './message-reader.ts';
import { createSessionLinks } from './session-links.ts';

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
      if (isReadable(frame, frame.data)) objects++;
    }
    return objects === 0 ? 0 : 0.3 + 0.4 * (objects / texts);
  },
  learner: createLearner,
  create: createJsonConnectionDecoder,
};

/** Frames are looked at again with each that comes until a decoder is chosen; each is parsed once. */
const readable = new WeakMap<Frame, boolean>();

function isReadable(frame: Frame, text: string): boolean {
  let reads = readable.get(frame);
  if (reads === undefined) {
    reads = looksLikeJson(text) && (parseJson(text).ok || jsonSequence(text) !== null);
    readable.set(frame, reads);
  }
  return reads;
}

function createJsonConnectionDecoder(
  _connection: Connection,
  convention: Convention = {},
): ConnectionDecoder {
  const reader = createMessageReader(convention);
  const sessionLinks = createSessionLinks();
  /** Streams announced in each direction: from the first on, binary frames there are chunks. */
  const streams = { sent: false, received: false };
  /** A `file.chunk` header that the next binary frame of its direction belongs to. */
  const announced: { sent: Link | null; received: Link | null } = { sent: null, received: null };

  const brought = createBroughtBytes((message) => reader.announcement(message));

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
    if (!streams[direction]) {
      const chunk = brought.take(frame);
      return chunk
        ? { kind: 'chunk', name: 'chunk', links: [chunk] }
        : { kind: 'raw', name: 'binary', links: [] };
    }
    return { kind: 'chunk', name: 'chunk', links: [{ kind: 'chunk', bytes: size }] };
  };

  const readMessage = (value: unknown, direction: Direction, text?: string): Reading => {
    const reading = reader.message(value, direction, text);
    brought.heard(value, direction);
    if (reading.stream) {
      streams[direction] = true;
      announced[direction] = reading.announces ?? null;
    }
    const tokens = sessionLinks(value, direction);
    return tokens.length === 0 ? reading : { ...reading, links: [...tokens, ...reading.links] };
  };

  const readSequence = (frame: Frame, text: string): readonly Packet[] => {
    const parts = jsonSequence(text);
    if (!parts) return [packet(frame, raw, undefined, jsonProblem(text))];
    if (parts === 'too-many') return [packet(frame, raw, undefined, tooManyPackets(0))];
    return parts.map(({ text: line, from, parsed }) =>
      parsed.ok
        ? packet(frame, readMessage(parsed.value, frame.direction), parsed.value)
        : packet(frame, raw, line, { ...parsed.error, offset: from + parsed.error.offset }),
    );
  };

  const readText = (frame: Frame, text: string): readonly Packet[] => {
    if (!looksLikeJson(text)) return [packet(frame, reader.plain(text))];
    const large = sizeProblem(text);
    if (large) return [packet(frame, raw, undefined, large)];
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return readSequence(frame, text);
    }
    // Ids that a double cannot hold are read again with every digit; everything else costs one `JSON.parse`.
    if (!Array.isArray(value) || value.length === 0 || !value.every(isObject))
      return [packet(frame, readMessage(value, frame.direction, text))];
    if (value.length > maxPackets) return [packet(frame, raw, undefined, tooManyPackets(0))];
    const exact = exactly(text);
    const batch: readonly unknown[] = Array.isArray(exact) ? exact : value;
    return batch.map((each) => packet(frame, readMessage(each, frame.direction), each));
  };

  return {
    accept(frame) {
      if (frame.binary) return [packet(frame, readBinary(frame))];
      const text = frame.data;
      return typeof text === 'string' ? readText(frame, text) : [packet(frame, raw)];
    },
  };
}

function exactly(text: string): unknown {
  const parsed = parseJson(text);
  return parsed.ok ? parsed.value : text;
}

/**
 * A class for once: two getters and one method on the prototype instead of three closures and a slice for each of a million
 * packets, nearly none of which is ever looked at (test/bench/decode.bench.ts). Fields are declared, not defined, so that each is
 * written once.
 */
class JsonPacket implements Packet {
  declare readonly connection: number;
  declare readonly frame: number;
  declare readonly time: number;
  declare readonly direction: Direction;
  declare readonly kind: PacketKind;
  declare readonly name: string;
  declare readonly scope: string | undefined;
  declare readonly links: readonly Link[];
  declare readonly problem: DecodeProblem | undefined;
  declare private readonly source: Frame;
  declare private readonly part: unknown;

  /** @param part the value, where it is one of several in the frame */
  constructor(source: Frame, reading: Reading, part?: unknown, problem?: DecodeProblem) {
    this.connection = source.connection;
    this.frame = source.number;
    this.time = source.time;
    this.direction = source.direction;
    this.kind = reading.kind;
    this.name = reading.name;
    this.scope = reading.scope;
    this.links = reading.links;
    this.problem = problem;
    this.source = source;
    this.part = part;
  }

  get layers() {
    return layers;
  }

  get frameSize() {
    return this.source.size;
  }

  get spans() {
    return [{ frame: this.frame, start: 0, end: this.source.size }];
  }

  get summary(): string {
    const { data } = this.source;
    return typeof data === 'string' ? data.slice(0, summaryLength) : '';
  }

  value(): unknown {
    if (this.part !== undefined) return this.part;
    const { data } = this.source;
    return typeof data === 'string' && this.problem === undefined && looksLikeJson(data)
      ? exactly(data)
      : data;
  }
}

const packet = (frame: Frame, reading: Reading, part?: unknown, problem?: DecodeProblem): Packet =>
  new JsonPacket(frame, reading, part, problem);
