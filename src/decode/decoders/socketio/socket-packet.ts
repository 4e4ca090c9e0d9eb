import { isBytes } from '../../../base/bytes.ts';
import { cut } from '../../../base/cut.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { DecodeProblem } from '../../packet.ts';

/** Packet types of https://github.com/socketio/socket.io-protocol, in order of their number. */
const types = [
  'CONNECT',
  'DISCONNECT',
  'EVENT',
  'ACK',
  'CONNECT_ERROR',
  'BINARY_EVENT',
  'BINARY_ACK',
] as const;

/** A binary event is an event whose attachments have been joined: there is no type of its own above the wire. */
export type SocketPacketType = Exclude<(typeof types)[number], 'BINARY_EVENT' | 'BINARY_ACK'>;

export interface SocketPacket {
  readonly type: SocketPacketType;
  /** As on the wire; revision 4 of the protocol (Socket.IO 2) puts a query behind it in CONNECT. */
  readonly nsp: string;
  /** Ack id, every digit of it. */
  readonly id?: string;
  readonly data?: unknown;
  /** Binary frames that follow. */
  readonly attachments: number;
  /** The packet could be told, its data not. */
  readonly problem?: DecodeProblem;
}

/** More than this is a lie or a mistake: waiting for them would hide the packet for good. */
export const maxAttachments = 1000;

/** Characters of an ack id, blanks among them. */
const longestId = 400;

/** Placeholders below this are not looked for: JSON nests deeper than a stack goes. */
const deepest = 500;

/**
 * `type[attachments-][/nsp,][id][json]`, as every published parser since protocol revision 4 reads it, but without their refusals: event
 * names that are reserved, and data of another shape, are what the page sent and are shown.
 */
export function readSocketText(text: string): Result<SocketPacket, DecodeProblem> {
  // As the published parsers take it: Number("") is 0, so that an empty message is a CONNECT.
  const wireType = types[Number(text.charAt(0))];
  if (!wireType)
    return fail({
      code: 'socketio-type',
      offset: 0,
      message: `${JSON.stringify(text[0])} is no packet type`,
    });
  const binary = wireType === 'BINARY_EVENT' || wireType === 'BINARY_ACK';
  const type =
    wireType === 'BINARY_EVENT'
      ? 'EVENT'
      : wireType === 'BINARY_ACK'
        ? 'ACK'
        : (wireType as SocketPacketType);
  let at = 1;
  let attachments = 0;
  if (binary) {
    const dash = text.indexOf('-', 1);
    const count = dash < 0 || dash > 20 ? Number.NaN : Number(text.slice(1, dash));
    if (!Number.isInteger(count) || count < 0 || count > maxAttachments)
      return fail({
        code: 'socketio-attachments',
        offset: 1,
        message: `no number of attachments up to ${maxAttachments}`,
      });
    attachments = count;
    at = dash + 1;
  }
  let nsp = '/';
  if (text[at] === '/') {
    const comma = text.indexOf(',', at);
    nsp = text.slice(at, comma < 0 ? text.length : comma);
    at = comma < 0 ? text.length : comma + 1;
  }
  // Blanks count as digits in the published parsers, by accident of Number(" ") being 0.
  const [run = ''] = /^[\d\s]*/.exec(text.slice(at, at + longestId)) ?? [];
  const id = run === '' ? undefined : ackId(run.trim());
  at += run.length;
  const packet = { type, nsp, attachments, ...(id !== undefined && { id }) };
  if (at >= text.length) return ok(packet);
  const json = parseJson(text.slice(at));
  if (!json.ok)
    return ok({
      ...packet,
      problem: { ...json.error, offset: json.error.offset + at, code: socketJsonCode(json.error) },
    });
  return ok(checked({ ...packet, data: json.value }, at));
}

/** "007" → "7", "" → "0"; undefined for digits with blanks in between. */
function ackId(digits: string): string | undefined {
  let from = 0;
  while (from < digits.length - 1 && digits[from] === '0') from++;
  return digits === '' ? '0' : isDigits.test(digits) ? digits.slice(from) : undefined;
}

const isDigits = /^\d+$/;

/** Of JSON that is none; a value that is too large is so in every protocol. */
export const socketJsonCode = ({ code }: DecodeProblem): string =>
  code === 'json-syntax' ? 'socketio-json' : code;

/** `{type: 2, nsp: "/", data: ["event", …], id?}`: what the msgpack parser puts into one binary message. */
export function readSocketObject(value: unknown): Result<SocketPacket, DecodeProblem> {
  const wireType = isObject(value) && typeof value.type === 'number' ? types[value.type] : undefined;
  if (!isObject(value) || !wireType || wireType.startsWith('BINARY'))
    return fail({ code: 'socketio-type', offset: 0, message: 'no object with a packet type from 0 to 4' });
  const { nsp, id } = value;
  const hasId = typeof id === 'number' || typeof id === 'bigint';
  return ok(
    checked(
      {
        type: wireType as SocketPacketType,
        nsp: typeof nsp === 'string' ? nsp : '/',
        attachments: 0,
        ...(hasId && { id: String(id) }),
        ...(value.data !== undefined && { data: value.data }),
      },
      0,
    ),
  );
}

function checked(packet: SocketPacket, offset: number): SocketPacket {
  const { type, data } = packet;
  const fits =
    type === 'EVENT' || type === 'ACK'
      ? Array.isArray(data)
      : type === 'DISCONNECT'
        ? data === undefined
        : type === 'CONNECT'
          ? data === null || data === undefined || isObject(data)
          : typeof data === 'string' || isObject(data);
  if (fits) return packet;
  const message = `${type} cannot carry ${Array.isArray(data) ? 'a list' : data === null ? 'null' : typeof data === 'object' ? 'an object' : `a ${typeof data}`}`;
  return { ...packet, problem: { code: 'socketio-payload', offset, message } };
}

/**
 * Puts the attachments where their placeholders are. A number without an attachment leaves the placeholder and comes back as
 * missing.
 */
export function resolvePlaceholders(
  data: unknown,
  attachments: readonly (Uint8Array | null)[],
): { readonly data: unknown; readonly missing: readonly number[] } {
  const missing: number[] = [];
  const visit = (value: unknown, depth: number): unknown => {
    if (depth > deepest) return value;
    if (Array.isArray(value)) return value.map((each) => visit(each, depth + 1));
    if (!isObject(value) || isBytes(value)) return value;
    if (value._placeholder === true) {
      const number = Number(value.num);
      if (number in attachments && attachments[number] !== undefined) return attachments[number];
      missing.push(number);
      return value;
    }
    const entries: JsonObject = Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, visit(each, depth + 1)]),
    );
    return entries;
  };
  return { data: visit(data, 0), missing };
}

/** The namespace without the query that Socket.IO 2 appends in CONNECT. */
export function namespaceOf(nsp: string): string {
  const query = nsp.indexOf('?');
  return cut(query < 0 ? nsp : nsp.slice(0, query)) || '/';
}

/** The name of an event as it reads. What is no name has none: an object may even refuse to become a string. */
export const eventName = (first: unknown): string =>
  typeof first === 'string' || typeof first === 'number' || typeof first === 'bigint'
    ? cut(String(first))
    : '';
