import type { Direction } from '../wire/fact.ts';
import type { Place } from './place.ts';

/** Where things stand in messages. A part that is absent is read by the usual names; null says that there is none. */
export interface ConventionSide {
  /** The message's type, event or method. */
  readonly type?: Place | null;
  /** The id under which a message asks, and the place at which its answer repeats it. */
  readonly requestId?: Place | null;
  readonly responseId?: Place | null;
  /** What ids are counted in, where one may be used in several at a time: a session, a worker, a tab. The answer repeats it there. */
  readonly scope?: Place | null;
  /** The number of a packet that is acknowledged, what counts separately, and where the ack names it. */
  readonly seq?: Place | null;
  readonly channel?: Place | null;
  readonly ack?: Place | null;
  /** `one`: that number. `up-to`: it and all before it. */
  readonly ackMeans?: 'one' | 'up-to';
  /** Type of the messages that acknowledge, where they repeat the number at its own place: `{"t": "ok", "n": 7}`. */
  readonly ackType?: string;
  /** What tells chunk streams apart, the chunk's number, and what it carries (text or base64). */
  readonly chunkId?: Place | null;
  readonly chunkIndex?: Place | null;
  readonly chunkData?: Place | null;
}

/**
 * How one application marks who answers whom, what is numbered and what is a chunk: plain data, so that it can be shown, corrected,
 * saved and sent to a colleague. What holds for one direction only stands under it, over what holds for both:
 *
 *   { type: "/t", sent: { requestId: "/reqId", responseId: "/callId" }, received: { requestId: "/callId", responseId: "/reqId" } }
 *
 * is a page that asks under `reqId` and answers under the `callId` that the server asked with.
 */
export interface Convention extends ConventionSide {
  /** Of the messages that the page sends. */
  readonly sent?: ConventionSide;
  /** Of the messages that it receives. */
  readonly received?: ConventionSide;
}

export type ConventionPart = Exclude<keyof ConventionSide, 'ackMeans' | 'ackType'>;

/** In the order in which they are shown, with the words for them. */
export const conventionParts: readonly (readonly [part: ConventionPart, label: string])[] = [
  ['requestId', 'Request id'],
  ['responseId', 'Answer id'],
  ['scope', 'Id scope'],
  ['type', 'Type'],
  ['seq', 'Number'],
  ['ack', 'Ack'],
  ['channel', 'Channel'],
  ['chunkId', 'Stream id'],
  ['chunkIndex', 'Chunk number'],
  ['chunkData', 'Chunk data'],
];

/** One part of a convention with where it comes from. */
export interface FoundPart {
  readonly place: Place | null;
  /** `rule`: the user said so. `evidence`: values came back. `name`: it has a usual name and nothing spoke against it. */
  readonly by: 'rule' | 'evidence' | 'name';
  /** 0 to 1. */
  readonly confidence: number;
  /** What it rests on, in a sentence. */
  readonly because: string;
}

export type FoundParts = Readonly<Partial<Record<ConventionPart, FoundPart>>>;

/** Parts of both directions, and those that hold for one only. */
export interface FoundConvention {
  readonly parts: FoundParts;
  readonly sides: Readonly<Record<Direction, FoundParts>>;
}

/** What is known of one connection's convention. */
export interface ConventionReport extends FoundConvention {
  /** As it is applied: rule over evidence; parts that are absent go by name. */
  readonly applied: Convention;
  /** Messages looked at so far. */
  readonly messages: number;
}

export const isEmptyConvention = (convention: Convention): boolean =>
  Object.values(convention).every((part) => part === undefined);

const keys = ['ackMeans', 'ackType', ...conventionParts.map(([part]) => part)] as const;
const directions = ['sent', 'received'] as const;

export const sameConvention = (one: Convention, other: Convention): boolean =>
  keys.every((part) => one[part] === other[part]) &&
  directions.every((side) => keys.every((part) => one[side]?.[part] === other[side]?.[part]));

/** What holds for the messages of one direction. */
export const sideOf = (convention: Convention, direction: Direction): ConventionSide => ({
  ...convention,
  ...convention[direction],
});

/** Whether the directions differ. */
export const isDirected = ({ sent, received }: Convention): boolean =>
  sent !== undefined || received !== undefined;

/** One convention over another, part by part. What is said for both directions hides what was known of one. */
export function overlay(under: Convention, over: Convention): Convention {
  const { sent: _sent, received: _received, ...common } = under;
  const { sent, received, ...said } = over;
  const side = (direction: Direction): ConventionSide => ({
    ...Object.fromEntries(Object.entries(under[direction] ?? {}).filter(([part]) => !(part in said))),
    ...(direction === 'sent' ? sent : received),
  });
  const sides = { sent: side('sent'), received: side('received') };
  return {
    ...common,
    ...said,
    ...(Object.keys(sides.sent).length > 0 && { sent: sides.sent }),
    ...(Object.keys(sides.received).length > 0 && { received: sides.received }),
  };
}
