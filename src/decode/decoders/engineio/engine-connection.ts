import { queryParams, urlParts } from '../../../base/url.ts';
import type { Connection, Frame } from '../../../session/session.ts';
import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { Link } from '../../link.ts';
import type { DecodeProblem, Packet, PacketKind, Span } from '../../packet.ts';
import { type EnginePacket, type EngineVersion, readEnginePacket } from './engine-packet.ts';
import { splitEnginePayload } from './engine-payload.ts';

export const engineLabel = 'Engine.IO';
/** Characters of a frame that stand in a row of the list. */
const longestSummary = 200;

/** What the URL of a connection says of Engine.IO: `…/socket.io/?EIO=4&transport=websocket&sid=…`. */
export interface EngineUrl {
  readonly version: EngineVersion;
  readonly path: string;
  /** HTTP long-polling: a frame is the body of a request or an answer, and holds any number of packets. */
  readonly polling: boolean;
  /** Of the long-polling session that this connection upgrades; then no open packet comes on it. */
  readonly sid: string | null;
}

export function engineUrl(url: string): EngineUrl | null {
  const params = new Map(queryParams(url));
  const revision = params.get('EIO');
  if (revision !== '3' && revision !== '4') return null;
  const polling = params.get('transport') === 'polling';
  return {
    version: revision === '3' ? 3 : 4,
    path: urlParts(url).path,
    polling,
    sid: params.get('sid') ?? null,
  };
}

/** What a message carries for the protocol above, with the part of its frame in which it lies. */
export interface EngineMessage {
  readonly frame: Frame;
  readonly data: string | Uint8Array;
  readonly span: Span;
}

/** A frame as Engine.IO reads it: a message for whoever is above, or a packet of its own. */
export type EngineFrame =
  | { readonly message: EngineMessage; readonly packet?: never }
  | { readonly packet: Packet; readonly message?: never };

export interface EngineConnection {
  readonly version: EngineVersion;
  /** One of a WebSocket frame, any number of a long-polling body. */
  accept(frame: Frame): readonly EngineFrame[];
}

/** Engine.IO's own part of one connection. Whoever reads the messages builds the rest on it. */
export function createEngineConnection(connection: Connection): EngineConnection {
  const known = engineUrl(connection.url);
  let version = known?.version ?? 4;

  const read = (frame: Frame, data: string | Uint8Array, span: Span): EngineFrame => {
    const reading = readEnginePacket(data, version);
    if (!reading.ok)
      return {
        packet: enginePacket(frame, { kind: 'raw', name: 'unreadable', problem: reading.error, span }),
      };
    const { value } = reading;
    // Only a client of revision 3 pings: told by who does, where the URL does not say.
    if (!known && value.type === 'ping' && frame.direction === 'sent' && value.data !== 'probe') version = 3;
    if (value.type !== 'message') return { packet: { ...control(frame, value, version), spans: [span] } };
    return { message: { frame, data: value.data, span: { ...span, start: span.start + value.offset } } };
  };

  const readBody = (frame: Frame, body: string | Uint8Array): readonly EngineFrame[] => {
    const split = splitEnginePayload(body, version);
    const whole = { frame: frame.number, start: 0, end: frame.size };
    if (!split.ok)
      return [
        {
          packet: enginePacket(frame, { kind: 'raw', name: 'unreadable', problem: split.error, span: whole }),
        },
      ];
    if (split.value.length === 0)
      return [{ packet: enginePacket(frame, { kind: 'transport', name: 'empty' }) }];
    return split.value.map(({ data, start }) =>
      read(frame, data, { frame: frame.number, start, end: start + data.length }),
    );
  };

  return {
    get version() {
      return version;
    },
    accept(frame) {
      if (frame.data === null)
        return [{ packet: enginePacket(frame, { kind: 'raw', name: frame.binary ? 'binary' : 'text' }) }];
      if (known?.polling) return readBody(frame, frame.data);
      return [read(frame, frame.data, { frame: frame.number, start: 0, end: frame.size })];
    },
  };
}

export interface EnginePart {
  readonly kind: PacketKind;
  readonly name: string;
  readonly summary?: string;
  readonly links?: readonly Link[];
  readonly value?: () => unknown;
  readonly problem?: DecodeProblem | undefined;
  /** The whole frame unless told. */
  readonly span?: Span;
}

/** A packet within one frame. */
export function enginePacket(
  frame: Frame,
  part: EnginePart,
  layers: readonly string[] = [engineLabel],
): Packet {
  const { kind, name, problem } = part;
  return {
    connection: frame.connection,
    frame: frame.number,
    spans: [part.span ?? { frame: frame.number, start: 0, end: frame.size }],
    time: frame.time,
    direction: frame.direction,
    kind,
    name,
    summary: part.summary ?? (typeof frame.data === 'string' ? frame.data.slice(0, longestSummary) : ''),
    value: part.value ?? (() => frame.data),
    links: part.links ?? [],
    layers,
    ...(problem && { problem }),
  };
}

function control(frame: Frame, { type, data }: EnginePacket, version: EngineVersion): Packet {
  const text = typeof data === 'string' ? data : '';
  const value = (): unknown => ({ type, ...(data.length > 0 && { data }) });
  if (type === 'open') return opened(frame, text, version);
  if (type === 'ping' || type === 'pong') {
    const probe = text === 'probe';
    return enginePacket(frame, {
      kind: probe ? 'transport' : 'heartbeat',
      name: probe ? `${type} probe` : type,
      summary: probe ? `${type} probe: is this transport usable?` : type,
      value,
      links: probe ? [] : [{ kind: 'beats', beat: type }],
    });
  }
  const said: Readonly<Record<string, string>> = {
    close: 'closes the transport',
    upgrade: 'from long-polling to this WebSocket',
    noop: 'nothing: ends a waiting poll',
  };
  return enginePacket(frame, {
    kind: type === 'noop' ? 'transport' : 'control',
    name: type,
    summary: said[type] ?? type,
    value,
  });
}

/** `0{"sid":"…","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}` */
function opened(frame: Frame, text: string, version: EngineVersion): Packet {
  const parsed = parseJson(text);
  const handshake: JsonObject = parsed.ok && isObject(parsed.value) ? parsed.value : {};
  const interval = handshake.pingInterval;
  const timeout = handshake.pingTimeout;
  const links: Link[] = [];
  if (typeof interval === 'number' && typeof timeout === 'number' && interval > 0 && timeout > 0)
    links.push({ kind: 'beat-rule', pinger: version === 3 ? 'sent' : 'received', interval, timeout });
  const pinger = version === 3 ? 'the page' : 'the server';
  return enginePacket(frame, {
    kind: 'control',
    name: 'open',
    summary:
      links.length > 0
        ? `${pinger} pings every ${String(interval)} ms, timeout ${String(timeout)} ms`
        : text.slice(0, longestSummary),
    value: () => ({ type: 'open', data: parsed.ok ? parsed.value : text }),
    links,
    ...(!parsed.ok && { problem: { ...parsed.error, offset: parsed.error.offset + 1 } }),
  });
}
