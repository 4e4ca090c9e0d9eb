import { isFindingCode } from '../../../src/analyze/findings/finding-codes.ts';
import type { FindingCode } from '../../../src/analyze/results.ts';
import { type ConventionRule, checkRules } from '../../../src/decode/convention-rules.ts';

/** What the panel keeps from one DevTools to the next. */
export interface Remembered {
  readonly rules: readonly ConventionRule[];
  readonly muted: readonly FindingCode[];
  /** Thresholds that differ from the defaults, by name. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** Where it is kept: the extension's storage, or nowhere in a test. */
export interface PanelMemory {
  load(): Promise<unknown>;
  save(remembered: Remembered): void;
}

export const forgetfulMemory: PanelMemory = { load: () => Promise.resolve(null), save: () => undefined };

/** Reads what was saved, by this version or by another: what cannot be read is left out, not half believed. */
export function readRemembered(value: unknown): Remembered {
  const saved = (typeof value === 'object' && value !== null ? value : {}) as Readonly<
    Record<string, unknown>
  >;
  const rules = checkRules({ format: 'sockscope-rules', version: 1, rules: saved.rules ?? [] });
  return {
    rules: rules.ok ? rules.value : [],
    muted: Array.isArray(saved.muted) ? saved.muted.filter(isFindingCode) : [],
    thresholds: (typeof saved.thresholds === 'object' && saved.thresholds !== null
      ? saved.thresholds
      : {}) as Readonly<Record<string, number>>,
  };
}
