import type { Exchange } from '../results.ts';

/** Under what an exchange is kept: its key within what the key counts in. */
export const keyIn = (scope: string | undefined, key: string): string =>
  scope === undefined ? key : `${scope}\n${key}`;

/** `7`, or `7 in worker-2` where ids count in more than one scope. Not said of Socket.IO's main namespace. */
export const sayKey = ({ scope, key }: Pick<Exchange, 'scope' | 'key'>): string =>
  scope === '' || scope === '/' ? key : `${key} in ${scope}`;
