import type { Exchange } from '../results.ts';

/** Whether the scope is worth a word: Socket.IO's main namespace is not. */
export const isScoped = ({ scope }: Pick<Exchange, 'scope'>): boolean => scope !== '' && scope !== '/';

/** `7`, or `7 in worker-2` where ids count in more than one scope. */
export const sayKey = (exchange: Pick<Exchange, 'scope' | 'key'>): string =>
  isScoped(exchange) ? `${exchange.key} in ${exchange.scope}` : exchange.key;
