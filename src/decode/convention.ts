import type { Place } from './place.ts';

/**
 * How one application marks who answers whom, what is numbered and what is a chunk: plain data, so that it can be shown, corrected,
 * saved and sent to a colleague. A part that is absent is read by the usual names; null says that this application has none.
 */
export interface Convention {
  /** The message's type, event or method. */
  readonly type?: Place | null;
  /** The id under which a message asks, and the place at which its answer repeats it. */
  readonly requestId?: Place | null;
  readonly responseId?: Place | null;
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

export type ConventionPart = Exclude<keyof Convention, 'ackMeans' | 'ackType'>;

/** In the order in which they are shown, with the words for them. */
export const conventionParts: readonly (readonly [part: ConventionPart, label: string])[] = [
  ['requestId', 'Request id'],
  ['responseId', 'Answer id'],
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

/** What is known of one connection's convention. */
export interface ConventionReport {
  readonly parts: Readonly<Partial<Record<ConventionPart, FoundPart>>>;
  /** As it is applied: rule over evidence; parts that are absent go by name. */
  readonly applied: Convention;
  /** Messages looked at so far. */
  readonly messages: number;
}

export const isEmptyConvention = (convention: Convention): boolean =>
  Object.values(convention).every((part) => part === undefined);

export const sameConvention = (one: Convention, other: Convention): boolean =>
  (['ackMeans', 'ackType', ...conventionParts.map(([part]) => part)] as const).every(
    (part) => one[part] === other[part],
  );
