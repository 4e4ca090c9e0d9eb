/**
 * Hosts of an engineer's own machine and network, on which the hook always stands: there the sockets from before DevTools are
 * wanted, and nobody else's page is met. The manifest lists the same (test/surfaces/registration.test.ts).
 */
export const localPatterns: readonly string[] = [
  '*://localhost/*',
  '*://*.localhost/*',
  '*://127.0.0.1/*',
  '*://[::1]/*',
  '*://*.local/*',
  '*://*.test/*',
];

/** The match pattern for all pages of the host of `url`, or null where content scripts cannot run. */
export function patternOf(url: string): string | null {
  const host = hostOf(url);
  return host === null ? null : `*://${host}/*`;
}

/** Null for what is no http or https URL. */
export function hostOf(url: string): string | null {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'http:' || protocol === 'https:' ? hostname : null;
  } catch {
    return null;
  }
}

export function isLocalHost(host: string): boolean {
  return localPatterns.some((pattern) => {
    const name = pattern.slice('*://'.length, -'/*'.length);
    if (!name.startsWith('*.')) return host === name;
    return host === name.slice(2) || host.endsWith(name.slice(1));
  });
}
