import type { Connection, Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import type { ConnectionDecoder, Decoder } from '../../decoder.ts';
import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { Link } from '../../link.ts';
import type { DecodeProblem, Packet, PacketKind } from '../../packet.ts';
import { ackLink, numberedLink } from './ack-links.ts';
import { typeOf } from './fields.ts';
import { createPairing, errorOf } from './pairing.ts';
import { announcesChunk, streamStep } from './stream-links.ts';

const label = 'JSON';
const ping = /^(?:ping|heartbeat|hb|keepalive|keep-alive)$/i;
const pong = /^(?:pong|heartbeat_ack|heartbeat-ack|hb_ack)$/i;
const summaryLength = 300;

/**
 * Home-made protocols: JSON objects in text frames with the conventions of docs/protocols.md (id, seq and ack, staged
 * streams), and binary frames that are chunks of the stream announced in text.
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
  create: createJsonConnectionDecoder,
};

const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text);

interface Reading {
  readonly kind: PacketKind;
  readonly name: string;
  readonly links: readonly Link[];
}

function createJsonConnectionDecoder(_connection: Connection): ConnectionDecoder {
  const pairing = createPairing();
  /** Streams announced in each direction: from the first on, binary frames there are chunks. */
  const streams = { sent: false, received: false };
  /** A `file.chunk` header that the next binary frame of its direction belongs to. */
  const announced: { sent: Link | null; received: Link | null } = { sent: null, received: null };

  const readBinary = (frame: Frame): Reading => {
    const header = announced[frame.direction];
    announced[frame.direction] = null;
    if (header?.kind === 'chunk')
      return { kind: 'chunk', name: 'chunk', links: [{ ...header, bytes: frame.size }] };
    if (!streams[frame.direction]) return { kind: 'raw', name: 'binary', links: [] };
    return { kind: 'chunk', name: 'chunk', links: [{ kind: 'chunk', bytes: frame.size }] };
  };

  const readMessage = (message: JsonObject, direction: Direction): Reading => {
    const type = typeOf(message);
    if (ping.test(type)) return { kind: 'heartbeat', name: type, links: [{ kind: 'beats', beat: 'ping' }] };
    if (pong.test(type)) return { kind: 'heartbeat', name: type, links: [{ kind: 'beats', beat: 'pong' }] };
    const step = streamStep(message, type);
    if (step) {
      streams[direction] = true;
      if (step.stage === 'chunk' && announcesChunk(message)) {
        announced[direction] = step.link;
        return { kind: 'control', name: type, links: [] };
      }
      return { kind: step.stage === 'chunk' ? 'chunk' : 'control', name: type, links: [step.link] };
    }
    const ack = ackLink(message, type);
    const numbered = ack && type !== '' && message.ack === undefined ? null : numberedLink(message);
    const links: Link[] = [];
    if (numbered) links.push(numbered);
    if (ack) links.push(ack);
    links.push(...pairing.links(message, type, direction));
    return { kind: kindOf(links, message, type), name: type, links };
  };

  const packet = (frame: Frame, reading: Reading, value: () => unknown, problem?: DecodeProblem): Packet => ({
    connection: frame.connection,
    frame: frame.number,
    spans: [{ frame: frame.number, start: 0, end: frame.size }],
    time: frame.time,
    direction: frame.direction,
    kind: reading.kind,
    name: reading.name,
    summary: typeof frame.data === 'string' ? frame.data.slice(0, summaryLength) : '',
    value,
    links: reading.links,
    layers: [label],
    ...(problem && { problem }),
  });

  return {
    accept(frame) {
      if (frame.binary) return [packet(frame, readBinary(frame), () => frame.data)];
      const text = frame.data;
      if (typeof text !== 'string')
        return [packet(frame, { kind: 'raw', name: 'text', links: [] }, () => null)];
      if (!looksLikeJson(text)) return [packet(frame, plainText(text), () => text)];
      const parsed = parseJson(text);
      if (!parsed.ok)
        return [packet(frame, { kind: 'raw', name: 'text', links: [] }, () => text, parsed.error)];
      const { value } = parsed;
      if (isObject(value)) return [packet(frame, readMessage(value, frame.direction), () => value)];
      const batch = Array.isArray(value) && value.length > 0 && value.every(isObject) ? value : null;
      if (batch) return batch.map((each) => packet(frame, readMessage(each, frame.direction), () => each));
      return [packet(frame, { kind: 'message', name: '', links: [] }, () => value)];
    },
  };
}

function plainText(text: string): Reading {
  const beat = ping.test(text) ? 'ping' : pong.test(text) ? 'pong' : null;
  return beat
    ? { kind: 'heartbeat', name: text, links: [{ kind: 'beats', beat }] }
    : { kind: 'raw', name: 'text', links: [] };
}

function kindOf(links: readonly Link[], message: JsonObject, type: string): PacketKind {
  if (errorOf(message, type)) return 'error';
  for (const link of links) {
    if (link.kind === 'asks' && !link.tentative) return 'request';
    if (link.kind === 'answers') return 'response';
    if (link.kind === 'acks' && !links.some((each) => each.kind === 'numbered')) return 'ack';
  }
  return 'message';
}
