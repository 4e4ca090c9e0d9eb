import type { AnalysisSettings } from '../settings.ts';

export type ThresholdName =
  | 'answerTimeout'
  | 'stallAfter'
  | 'frameInfo'
  | 'frameWarning'
  | 'bufferedHigh'
  | 'stormReconnects'
  | 'stormWindow'
  | 'chainWindow';

/** One number of the settings that users change: what it means, and in which unit and bounds it is typed. */
export interface Threshold {
  readonly name: ThresholdName;
  readonly label: string;
  readonly unit: 's' | 'KiB' | 'times';
  readonly min: number;
  readonly max: number;
}

export const thresholds: readonly Threshold[] = [
  { name: 'answerTimeout', label: 'An answer is late after', unit: 's', min: 1, max: 600 },
  { name: 'stallAfter', label: 'A transfer is stalled after', unit: 's', min: 1, max: 600 },
  { name: 'frameInfo', label: 'A frame is worth a note over', unit: 'KiB', min: 1, max: 1024 * 1024 },
  { name: 'frameWarning', label: 'A frame is large over', unit: 'KiB', min: 1, max: 1024 * 1024 },
  { name: 'bufferedHigh', label: 'bufferedAmount is high over', unit: 'KiB', min: 1, max: 1024 * 1024 },
  { name: 'stormReconnects', label: 'Reconnects are a storm past', unit: 'times', min: 1, max: 1000 },
  { name: 'stormWindow', label: '… within', unit: 's', min: 1, max: 3600 },
  { name: 'chainWindow', label: 'A connection continues one lost within', unit: 's', min: 1, max: 3600 },
];

const factors = { s: 1000, KiB: 1024, times: 1 } as const;

/** The setting as it is typed: 10000 ms → 10. */
export const thresholdShown = (settings: AnalysisSettings, threshold: Threshold): number =>
  settings[threshold.name] / factors[threshold.unit];

/** The settings with one threshold as typed; null where the number is out of bounds. */
export function withThreshold(
  settings: AnalysisSettings,
  threshold: Threshold,
  typed: number,
): AnalysisSettings | null {
  if (!Number.isFinite(typed) || typed < threshold.min || typed > threshold.max) return null;
  return { ...settings, [threshold.name]: typed * factors[threshold.unit] };
}

/** What is worth remembering of the settings: the thresholds that were changed. */
export function changedThresholds(
  settings: AnalysisSettings,
  defaults: AnalysisSettings,
): Readonly<Record<string, number>> {
  const changed: Record<string, number> = {};
  for (const { name } of thresholds) if (settings[name] !== defaults[name]) changed[name] = settings[name];
  return changed;
}

/** Puts remembered thresholds back; those that are unknown or out of bounds are left as they are. */
export function restoreThresholds(settings: AnalysisSettings, remembered: unknown): AnalysisSettings {
  if (typeof remembered !== 'object' || remembered === null) return settings;
  let restored = settings;
  for (const threshold of thresholds) {
    const value = (remembered as Readonly<Record<string, unknown>>)[threshold.name];
    if (typeof value === 'number')
      restored = withThreshold(restored, threshold, value / factors[threshold.unit]) ?? restored;
  }
  return restored;
}
