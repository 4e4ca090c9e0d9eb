import type { Direction } from '../../../wire/fact.ts';
import { type Convention, type ConventionSide, isDirected, sideOf } from '../../convention.ts';
import { isObject, type JsonObject, parseJson } from '../../json.ts';
import type { ChunkLink, Link } from '../../link.ts';
import type { PacketKind } from '../../packet.ts';
import { placeName } from '../../place.ts';
import { ackLink, acksOf } from './ack-links.ts';
import { createBeats } from './beats.ts';
import { errorOf } from './errors.ts';
import { isUsualNumber } from './field-slots.ts';
import { blankFields, type Fields, scanFields } from './fields.ts';
import { createGrowingTexts } from './growing-texts.ts';
import { createOrderPairing } from './order-pairing.ts';
import { createPairing } from './pairing.ts';
import { createPlacedFields } from './placed-fields.ts';
import { isCount } from './read-field.ts';
import { severalIn } from './several-answers.ts';
import {
  type Announcement,
  announcementIn,
  announcesChunk,
  carriedBytes,
  encodingOf,
  streamStep,
} from './stream-links.ts';
import { createTypeTraits, type TypeTraits } from './type-traits.ts';

export interface Reading {
  readonly kind: PacketKind;
  readonly name: string;
  /** What its ids are counted in, where the convention places that. */
  readonly scope?: string;
  readonly links: readonly Link[];
  /** A stage of a chunk stream: binary frames of this direction are chunks from now on. */
  readonly stream?: boolean;
  /** Announces that the binary frame right behind it is this chunk. */
  readonly announces?: Link;
}

const none: readonly Link[] = [];
const empty: JsonObject = {};

/** Reads the messages of one connection, one after the other. */
export interface MessageReader {
  /** @param text the message as it came, for ids that lost digits in `JSON.parse` */
  message(message: unknown, direction: Direction, text?: string): Reading;
  /** A JSON header in front of `bytes` bytes from `from` on. */
  framed(header: JsonObject, from: number, bytes: number, direction: Direction): Reading;
  /** A binary frame, where the convention places something in its bytes; else null. */
  bytes(bytes: Uint8Array, direction: Direction): Reading | null;
  /** What a message that is no stage of a transfer says that the binary frames behind it bring. */
  announcement(message: JsonObject): Announcement | null;
  /** Text that is no JSON. */
  plain(text: string): Reading;
}

export function createMessageReader(convention: Convention): MessageReader {
  const pairing = createPairing();
  const inOrder = createOrderPairing();
  const traitsOf = createTypeTraits();
  const sides = placedSides(convention);
  /** Those of the direction that is being read. */
  let { said, placed, numberAsks } = sides.sent;
  /** A request was seen whose only id is its number, as in the Debug Adapter Protocol. */
  let numbersAsk = false;
  /** A number came as a string. */
  let quoted = false;
  const beats = createBeats();
  const fields = blankFields();
  const texts = createGrowingTexts();

  const turnTo = (direction: Direction): void => {
    ({ said, placed, numberAsks } = sides[direction]);
  };

  const fieldsOf = (message: unknown): Fields => {
    if (isObject(message)) scanFields(message, fields);
    else {
      scanFields(empty, fields);
      if (Array.isArray(message)) fields.data = message.findLast(isObject) ?? empty;
    }
    if (placed.inJson) placed.apply(message, fields);
    if (fields.quoted) quoted = true;
    if (fields.seq !== undefined) splitNumber();
    return fields;
  };

  /** A number under which something is asked and answered is an id, and counts nothing that waits for an ack. */
  const splitNumber = (): void => {
    if (numberAsks) fields.numberAsks = true;
    else if (fields.type === 'request' && fields.id === undefined && isCount(fields.seq)) {
      fields.id = fields.seq;
      numbersAsk = true;
    } else if (!numbersAsk) return;
    fields.seq = undefined;
  };

  const readStream = (message: JsonObject, traits: TypeTraits): Reading | null => {
    const step = streamStep(message, fields, traits);
    if (!step) return null;
    const name = fields.type;
    if (step.stage !== 'chunk') return { kind: 'control', name, links: [step.link], stream: true };
    if (announcesChunk(step.link))
      return { kind: 'control', name, links: none, stream: true, announces: step.link };
    return { kind: 'chunk', name, links: [step.link], stream: true };
  };

  const readChunk = (message: unknown, size: number, direction: Direction): Reading | null => {
    const chunk = placed.chunk(message);
    if (!chunk) return null;
    const { id, index, text, from } = chunk;
    const link: ChunkLink = {
      kind: 'chunk',
      ...(id !== undefined && { id }),
      ...(index !== undefined && { index }),
      bytes: text === undefined ? Math.max(0, size - from) : carriedBytes(text),
      body:
        text === undefined
          ? { in: 'bytes', from }
          : { in: 'json', place: said.chunkData ?? '', encoding: encodingOf(text) },
      opens: { name: `${id ?? direction} ${said.chunkData ?? 'binary'}` },
      ...(fields.final === true && { last: true }),
    };
    return { kind: 'chunk', name: fields.type || 'chunk', links: [link] };
  };

  const acksIn = (message: unknown, traits: TypeTraits): Link | null => {
    const at = placed.ack(message);
    if (at !== undefined) {
      const one = placed.ackMeans === 'up-to' && isCount(at);
      const link = acksOf(one ? undefined : at, at, one ? at : undefined, fields.channel, traits.nack);
      if (link) return link;
    }
    return isObject(message) && (traits.ack || traits.nack || fields.ack)
      ? ackLink(message, fields, traits, quoted)
      : null;
  };

  const readLinks = (message: unknown, traits: TypeTraits, direction: Direction): readonly Link[] => {
    const ack = acksIn(message, traits);
    // {type: "ack", seq} names the number of another packet; {seq, ack} has one of its own as well.
    const names = ack !== null && fields.type !== '' && !ridesAlong(message, placed.ack(message));
    const number: Link | null =
      !names && isCount(fields.seq) ? { kind: 'numbered', n: fields.seq, channel: fields.channel } : null;
    const body = isObject(message) ? message : empty;
    if (ack === null && number === null) {
      const several = severalIn(body, fields, traits);
      const links = several && pairing.links(several, body, fields, traits, direction);
      if (links) return links;
    }
    const paired =
      fields.id !== undefined || fields.reply !== undefined || traits.cancel
        ? pairing.link(body, fields, traits, direction)
        : number === null && ack === null && fields.type !== ''
          ? inOrder.link(body, fields, traits, direction)
          : null;
    return linksOf(number, ack, paired);
  };

  const read = (message: unknown, direction: Direction): Reading => {
    const named = traitsOf(fields.type);
    const { type } = named;
    const name = named.generic && fields.verb !== '' ? nameOf(fields.verb, type) : type;
    const traits = type !== '' && type === said.ackType ? { ...named, ack: true } : named;
    const answersBeat = beats.answers(direction, fields);
    const beat = traits.beat ?? (answersBeat ? 'pong' : null);
    if (beat) {
      if (beat === 'ping') beats.sent(direction, fields);
      return { kind: 'heartbeat', name, links: [{ kind: 'beats', beat }] };
    }
    const body = isObject(message) ? message : null;
    const step =
      (body && readStream(body, traits)) ?? (placed.inJson ? readChunk(message, 0, direction) : null);
    if (step) return step;
    let links = readLinks(message, traits, direction);
    const growing = body && texts.link(body, fields, traits, links);
    if (growing) links = [...links, growing];
    return { kind: kindOf(links, body, fields, traits), name, links };
  };

  return {
    message(message, direction, text) {
      turnTo(direction);
      fieldsOf(message);
      if (text !== undefined && (isLong(fields.id) || isLong(fields.reply))) {
        const exact = parseJson(text);
        if (exact.ok) fieldsOf(exact.value);
      }
      const reading = read(message, direction);
      return fields.scope === '' ? reading : { ...reading, scope: fields.scope };
    },
    framed(header, from, bytes, direction) {
      turnTo(direction);
      fieldsOf(header);
      const step = streamStep(header, { ...fields, type: 'chunk' }, traitsOf('chunk'));
      if (step?.link.kind === 'chunk' && (step.link.index !== undefined || step.link.offset !== undefined))
        return {
          kind: 'chunk',
          name: fields.type || 'chunk',
          links: [{ ...step.link, bytes, body: { in: 'bytes', from } }],
        };
      return read(header, direction);
    },
    bytes(bytes, direction) {
      turnTo(direction);
      if (!placed.inBytes) return null;
      scanFields(empty, fields);
      placed.apply(bytes, fields);
      const chunk = readChunk(bytes, bytes.length, direction);
      if (chunk) return chunk;
      const links = readLinks(bytes, traitsOf(fields.type), direction);
      return links.length === 0
        ? null
        : { kind: kindOf(links, null, fields, traitsOf('')), name: fields.type || 'binary', links };
    },
    announcement: (message) => announcementIn(scanFields(message, fields)),
    plain(text) {
      const beat = traitsOf(text.length > 32 ? '' : text).beat;
      return beat
        ? { kind: 'heartbeat', name: text, links: [{ kind: 'beats', beat }] }
        : { kind: 'raw', name: 'text', links: none };
    },
  };
}

/** One reader for both directions, unless they differ. */
function placedSides(convention: Convention) {
  const side = (said: ConventionSide) => ({
    said,
    placed: createPlacedFields(said),
    numberAsks:
      said.seq === undefined &&
      said.requestId?.lastIndexOf('/') === 0 &&
      isUsualNumber(placeName(said.requestId)),
  });
  if (isDirected(convention))
    return { sent: side(sideOf(convention, 'sent')), received: side(sideOf(convention, 'received')) };
  const both = side(convention);
  return { sent: both, received: both };
}

/** `initialize`, `initialize response`. */
const nameOf = (verb: string, type: string): string => (isQuestion.test(type) ? verb : `${verb} ${type}`);
const isQuestion = /^(?:req|request|rpc|call|cmd|command)$/i;
const isLong = (id: unknown): boolean =>
  typeof id === 'number' && !Number.isSafeInteger(id) && Number.isInteger(id);

/** Whether an ack has a field of its own, so that the packet's number is its own too. */
const ridesAlong = (message: unknown, placed: unknown): boolean =>
  placed !== undefined || (isObject(message) && message.ack !== undefined);

function kindOf(
  links: readonly Link[],
  message: JsonObject | null,
  fields: Fields,
  traits: TypeTraits,
): PacketKind {
  if (message && (fields.error || traits.error) && errorOf(message, traits)) return 'error';
  for (const link of links) {
    if (link.kind === 'asks' && !link.tentative) return 'request';
    if (link.kind === 'answers') return link.error ? 'error' : 'response';
    if (link.kind === 'acks' && !links.some((each) => each.kind === 'numbered')) return 'ack';
  }
  return 'message';
}

/** Those that are there. Literals, not pushes: the first push to an empty array makes room for seventeen. */
function linksOf(one: Link | null, other: Link | null, third: Link | null): readonly Link[] {
  if (one === null)
    return other === null ? (third === null ? none : [third]) : third === null ? [other] : [other, third];
  if (other === null) return third === null ? [one] : [one, third];
  return third === null ? [one, other] : [one, other, third];
}
