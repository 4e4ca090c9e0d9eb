import type { ConventionRule } from '../decode/convention-rules.ts';

/** Thresholds, all adjustable; the defaults are those of docs/report.md. Times in ms, sizes in bytes. */
export interface AnalysisSettings {
  readonly answerTimeout: number;
  readonly stallAfter: number;
  readonly frameInfo: number;
  readonly frameWarning: number;
  readonly bufferedHigh: number;
  readonly stormReconnects: number;
  readonly stormWindow: number;
  /** A connection to the same URL within this time of a drop continues it. */
  readonly chainWindow: number;
  /** Exchanges, deliveries and chunk streams that are kept, of each; the oldest go first, counted. */
  readonly keep: number;
  /** Findings of one kind that are kept. */
  readonly keepFindings: number;
  /** What the user said about ids, numbers and chunks, by connection or URL. */
  readonly rules: readonly ConventionRule[];
  /** Decoder chosen by the user, by connection id. */
  readonly decoders: Readonly<Record<number, string>>;
}

export const defaultSettings: AnalysisSettings = {
  answerTimeout: 10_000,
  stallAfter: 5_000,
  frameInfo: 64 * 1024,
  frameWarning: 1024 * 1024,
  bufferedHigh: 1024 * 1024,
  stormReconnects: 5,
  stormWindow: 30_000,
  chainWindow: 60_000,
  keep: 250_000,
  keepFindings: 4_000,
  rules: [],
  decoders: {},
};
