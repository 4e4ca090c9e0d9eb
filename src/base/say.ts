const integer = new Intl.NumberFormat('en-US');

/** 12481 → "12,481" */
export const sayCount = (value: number): string => integer.format(value);

/** 42 → "42 ms", 1234 → "1.23 s", 15004 → "15.0 s", 252000 → "4 m 12 s" */
export function sayDuration(ms: number): string {
  if (ms < 999.5) return `${ms < 9.95 ? ms.toFixed(1) : Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 3600
    ? `${Math.floor(whole / 60)} m ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} m`;
}

/** 74 → "74 B", 65536 → "64.0 KiB", 5242880 → "5.00 MiB" */
export function sayBytes(bytes: number): string {
  if (bytes < 1024) return `${integer.format(bytes)} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  if (bytes < 1024 ** 3) return `${(bytes / 1024 ** 2).toFixed(2)} MiB`;
  return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}

/** (1, "chunk") → "1 chunk", (80, "chunk") → "80 chunks" */
export const sayPlural = (value: number, noun: string): string =>
  `${integer.format(value)} ${noun}${value === 1 ? '' : 's'}`;
