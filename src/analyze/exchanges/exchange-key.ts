import type { Exchange } from '../results.ts';

/** Under what an exchange is kept: its key within what the key counts in. */
export const keyIn = (scope: string | undefined, key: string): string =>
  scope === undefined ? key : `${scope}\n${key}`;

/** Whether the scope is worth a word: Socket.IO's main namespace is not. */
export const isScoped = ({ scope }: Pick<Exchange, 'scope'>): boolean => scope !== '' && scope !== '/';

/** `7`, or `7 in worker-2` where ids count in more than one scope. */
export const sayKey = (exchange: Pick<Exchange, 'scope' | 'key'>): string =>
  isScoped(exchange) ? `${exchange.key} in ${exchange.scope}` : exchange.key;

/** A key as it stands in the message: `"7"` is 7 within quotes. */
export const bareKey = (key: string): string => (key.startsWith('"') ? key.slice(1, -1) : key);
