import type { Fact } from './fact.ts';

/** Raised when hook, bridge and recorder can no longer understand each other (an extension updated under a live page). */
export const protocolVersion = 2;

/** The name of the runtime port between a bridge and the devtools page. */
export const portName = 'sockscope';

/** Recorder → hook. */
export type Command =
  /** Record from now on; sockets that are alive are listed first. Sent again when `stacks` changes. */
  | { readonly kind: 'arm'; readonly stacks: boolean }
  /** Keep nothing, hold nothing, add no listeners. */
  | { readonly kind: 'rest' }
  /** The recorder has taken every batch up to this one. */
  | { readonly kind: 'taken'; readonly batch: number };

/** Hook → recorder. */
export interface Batch {
  readonly kind: 'batch';
  readonly version: number;
  /** From 1, rising by 1 per document. */
  readonly batch: number;
  readonly facts: readonly Fact[];
  /** Frames, as rows (see batch.ts), and their payloads: all text in one, and bytes, in the order of the rows. */
  readonly cells: Float64Array;
  readonly text: string;
  readonly data: readonly Uint8Array[];
}
