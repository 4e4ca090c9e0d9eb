import type { Connection, Frame } from '../../../session/session.ts';
import type { Direction } from '../../../wire/fact.ts';
import type { ConnectionDecoder, Decoder } from '../../decoder.ts';
import { parseJson } from '../../json.ts';
import type { Link } from '../../link.ts';
import { readMsgpack } from '../../msgpack.ts';
import type { DecodeProblem, Packet, PacketKind, Span } from '../../packet.ts';
import {
  createEngineConnection,
  type EngineFrame,
  type EngineMessage,
  engineLabel,
  enginePacket,
  engineUrl,
} from '../engineio/engine-connection.ts';
import { contentOf } from './content.ts';
import { detectSocketIo } from './detect.ts';
import { sayAnswer, saySocketPacket } from './say-packet.ts';
import { createSocketLinks, type SocketReading } from './socket-links.ts';
import {
  eventName,
  namespaceOf,
  readSocketObject,
  readSocketText,
  resolvePlaceholders,
  type SocketPacket,
  socketJsonCode,
} from './socket-packet.ts';

const label = 'Socket.IO';
const layers = [engineLabel, label];
const packed = [...layers, 'msgpack'];

/** Socket.IO 2, 3 and 4 over Engine.IO 3 and 4, with the JSON parser and the msgpack parser. */
export const socketioDecoder: Decoder = {
  id: 'socketio',
  label,
  over: 'engineio',
  summarises: true,
  detect: detectSocketIo,
  create: createSocketConnectionDecoder,
};

/** A packet whose attachments are still to come. */
interface Begun {
  readonly packet: SocketPacket;
  readonly messages: EngineMessage[];
  /** Of its attachments so far. */
  bytes: number;
}

/** Bytes of attachments held while a packet waits for the rest. */
const maxHeld = 64 * 1024 * 1024;

function createSocketConnectionDecoder(connection: Connection): ConnectionDecoder {
  const engine = createEngineConnection(connection);
  // A session that began on long-polling was let in there: what it was told is not on this connection.
  const links = createSocketLinks({ elsewhere: engineUrl(connection.url)?.sid != null });
  const begun: Record<Direction, Begun | null> = { sent: null, received: null };
  /** A text packet was seen: from then on a binary message without one that announced it is out of place. */
  const textSeen = { sent: false, received: false };

  /** The packet that `messages` carry, the first of them its head. */
  const complete = (
    packet: SocketPacket,
    messages: readonly EngineMessage[],
    through: readonly string[] = layers,
    problem: DecodeProblem | undefined = packet.problem,
  ): Packet => {
    const head = messages[0]!;
    const { frame } = head;
    const joined =
      packet.attachments === 0
        ? { data: packet.data, missing: [] }
        : resolvePlaceholders(
            packet.data,
            messages.slice(1).map((each) => (typeof each.data === 'string' ? null : each.data)),
          );
    const whole = packet.attachments === 0 ? packet : { ...packet, data: joined.data };
    const reading = links.read(whole, frame.direction, engine.version, () => contentOf(packet, messages));
    const unplaced: DecodeProblem | undefined =
      joined.missing.length > 0 && !problem
        ? {
            code: 'socketio-placeholder',
            offset: 0,
            message: `placeholder ${sayMissing(joined.missing)} has no attachment`,
          }
        : undefined;
    const last = messages.at(-1)!.frame;
    const said = problem ?? unplaced;
    return new SocketIoPacket(whole, messages, reading, last.time, through, said);
  };

  /** Gives up waiting: something else came where an attachment was due. */
  const interrupted = (direction: Direction): readonly Packet[] => {
    const { packet, messages } = begun[direction] ?? {};
    begun[direction] = null;
    if (!packet || !messages) return [];
    const here = messages.length - 1;
    return [
      complete(packet, messages, layers, {
        code: 'socketio-attachments',
        offset: 0,
        message: `${here} of ${packet.attachments} attachments came before the next packet`,
      }),
    ];
  };

  const readText = (message: EngineMessage, text: string): readonly Packet[] => {
    const { frame } = message;
    textSeen[frame.direction] = true;
    const earlier = interrupted(frame.direction);
    const reading = text.startsWith('{') ? readJsonParser(text) : readSocketText(text);
    const inFrame = (problem: DecodeProblem): DecodeProblem => ({
      ...problem,
      offset: problem.offset + message.span.start,
    });
    if (!reading.ok) return [...earlier, unreadable(message, inFrame(reading.error))];
    const { problem } = reading.value;
    const packet = problem ? { ...reading.value, problem: inFrame(problem) } : reading.value;
    if (packet.attachments === 0 || packet.problem) return [...earlier, complete(packet, [message])];
    begun[frame.direction] = { packet, messages: [message], bytes: 0 };
    return earlier;
  };

  const readBinary = (message: EngineMessage, bytes: Uint8Array): readonly Packet[] => {
    const { frame } = message;
    const open = begun[frame.direction];
    if (open) {
      open.bytes += bytes.length;
      // Past the bound its place is kept and its bytes are not: a packet that never ends must not hold the session's payloads.
      open.messages.push(open.bytes > maxHeld ? { ...message, data: '' } : message);
      if (open.messages.length <= open.packet.attachments) return [];
      begun[frame.direction] = null;
      return [complete(open.packet, open.messages)];
    }
    const value = looksPacked(bytes) ? readMsgpack(bytes) : null;
    const reading = value?.ok ? readSocketObject(value.value) : null;
    if (reading?.ok) return [complete(reading.value, [message], packed)];
    if (value && !value.ok && !textSeen[frame.direction]) return [unreadable(message, value.error, packed)];
    const orphan: DecodeProblem = {
      code: 'socketio-attachment-unexpected',
      offset: 0,
      message: 'binary, but no packet announced an attachment',
    };
    // Before the first text packet it may well belong to one that was sent before capture attached.
    return [unreadable(message, textSeen[frame.direction] ? orphan : undefined)];
  };

  const readFrame = (frame: Frame, { packet, message }: EngineFrame): readonly Packet[] => {
    if (message)
      return typeof message.data === 'string'
        ? readText(message, message.data)
        : readBinary(message, message.data);
    const open = begun[frame.direction];
    // Bytes that are not here (a Blob being read, a payload let go) still are the attachment that was due.
    if (!frame.binary || frame.data !== null || !open) return [packet];
    const span = { frame: frame.number, start: 0, end: frame.size };
    open.messages.push({ frame, data: '', span });
    if (open.messages.length <= open.packet.attachments) return [];
    begun[frame.direction] = null;
    return [complete(open.packet, open.messages)];
  };

  return {
    accept: (frame) => engine.accept(frame).flatMap((each) => readFrame(frame, each)),
    pending() {
      return [begun.sent, begun.received].flatMap((each) => (each ? [pendingPacket(each)] : []));
    },
  };
}

/** Made for every packet and read in full for the few that are looked at: what costs is a getter. */
class SocketIoPacket implements Packet {
  readonly connection: number;
  readonly frame: number;
  readonly direction: Direction;
  readonly time: number;
  readonly kind: PacketKind;
  readonly name: string;
  readonly scope: string;
  readonly links: readonly Link[];
  readonly layers: readonly string[];
  readonly problem?: DecodeProblem;
  private readonly socket: SocketPacket;
  private readonly messages: readonly EngineMessage[];
  private readonly event: string | undefined;

  constructor(
    whole: SocketPacket,
    messages: readonly EngineMessage[],
    reading: SocketReading,
    time: number,
    layers: readonly string[],
    problem: DecodeProblem | undefined,
  ) {
    const { connection, number, direction } = messages[0]!.frame;
    this.connection = connection;
    this.frame = number;
    this.direction = direction;
    this.time = time;
    this.kind = reading.kind;
    this.name = reading.name;
    this.scope = namespaceOf(whole.nsp);
    this.links = reading.links;
    this.layers = layers;
    if (problem) this.problem = problem;
    this.socket = whole;
    this.messages = messages;
    this.event = reading.event;
  }

  get spans(): readonly Span[] {
    return this.messages.map((each) => each.span);
  }

  get summary(): string {
    return saySocketPacket(this.socket, this.event);
  }

  get brief(): string {
    return sayAnswer(this.socket);
  }

  value(): unknown {
    const { type, nsp, id, data } = this.socket;
    return {
      type,
      nsp,
      ...(id !== undefined && { id: Number.isSafeInteger(Number(id)) ? Number(id) : BigInt(id) }),
      ...(data !== undefined && { data }),
    };
  }
}

function pendingPacket({ packet, messages }: Begun): Packet {
  const data: readonly unknown[] = Array.isArray(packet.data) ? packet.data : [];
  const name = packet.type === 'EVENT' ? eventName(data[0]) : 'ack';
  return {
    ...enginePacket(
      messages[0]!.frame,
      {
        kind: packet.id !== undefined && packet.type === 'EVENT' ? 'request' : 'message',
        name,
        value: () => ({ type: packet.type, nsp: packet.nsp, data: packet.data }),
      },
      layers,
    ),
    // Made again with every frame until the packet is complete, and hardly ever looked at.
    get summary() {
      return saySocketPacket(packet, undefined);
    },
    scope: namespaceOf(packet.nsp),
    spans: messages.map((each) => each.span),
  };
}

const unreadable = (
  message: EngineMessage,
  problem: DecodeProblem | undefined,
  through: readonly string[] = layers,
): Packet =>
  enginePacket(
    message.frame,
    {
      kind: 'raw',
      name: message.frame.binary ? 'binary' : 'text',
      problem,
      span: message.span,
    },
    through,
  );

/** The JSON parser of old puts the object of the msgpack parser into text. */
function readJsonParser(text: string): ReturnType<typeof readSocketObject> {
  const json = parseJson(text);
  return json.ok
    ? readSocketObject(json.value)
    : { ok: false, error: { ...json.error, code: socketJsonCode(json.error) } };
}

/** Placeholders without attachment that are named. */
const named = 10;

const sayMissing = (missing: readonly number[]): string =>
  missing.length <= named
    ? missing.join(', ')
    : `${missing.slice(0, named).join(', ')} and ${missing.length - named} more`;

/** A map, as every packet of the msgpack parser is; fixmap, map 16, map 32. */
const looksPacked = (bytes: Uint8Array): boolean => {
  const first = bytes[0] ?? 0;
  return (first >= 0x80 && first < 0x90) || first === 0xde || first === 0xdf;
};
