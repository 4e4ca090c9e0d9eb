/** Connections that continue one another after a drop, oldest first. */
export interface Chain {
  readonly id: number;
  readonly connections: readonly number[];
  /** Why each but the first belongs to it. */
  readonly continuations: readonly Continuation[];
}

export interface Continuation {
  readonly connection: number;
  /** The connection of the chain that was constructed before it. */
  readonly after: number;
  /** timing: same page and address soon after a drop · session: its URL names a session · token: it presents what the server gave. */
  readonly by: 'timing' | 'session' | 'token';
  /** The evidence: where the token was given and where it was presented. */
  readonly frames: readonly number[];
  /** What it rests on, without a full stop. */
  readonly because: string;
}

/** The end of one connection of a chain: what was under way, and when the chain went on. */
export interface ChainBreak {
  readonly chain: number;
  readonly connection: number;
  readonly time: number;
  /** The connection that went on, and how long the page waited; null while none did. */
  readonly next: number | null;
  readonly waitMs: number | null;
  /** Ids of what was open, at most 200 of each, and how much that was in all. */
  readonly exchanges: readonly number[];
  readonly deliveries: readonly number[];
  readonly chunkStreams: readonly number[];
  readonly inFlight: number;
}
