import type { FindingCode } from '../../../src/analyze/results.ts';

export type TabId = 'findings' | 'frames' | 'exchanges' | 'deliveries' | 'chunk-streams' | 'events';

/** What the details show. Ids are those of the analysis, frames are session numbers. */
export type Selection =
  | { readonly kind: 'frame'; readonly frame: number }
  | { readonly kind: 'exchange'; readonly id: number }
  | { readonly kind: 'delivery'; readonly id: number }
  | { readonly kind: 'chunk-stream'; readonly id: number }
  | { readonly kind: 'event'; readonly id: number }
  | { readonly kind: 'findings'; readonly code: FindingCode };

/** A span of session time, ms. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}
