import type { Kit } from '../kit.ts';

/** Arguments are read once each, in the browser's order. */
export default ({ url, attempt }: Kit) => {
  const log: string[] = [];
  const address = {
    toString: () => {
      log.push('url');
      return url;
    },
  };
  const protocols = {
    get [Symbol.iterator]() {
      log.push('iterator');
      return function* () {
        log.push('first');
        yield {
          toString: () => {
            log.push('protocol text');
            return 'p';
          },
        };
      };
    },
  };
  const socket = attempt(
    () => new WebSocket(address as unknown as string, protocols as unknown as string[]).readyState,
  );
  const code = {
    valueOf: () => {
      log.push('code');
      return 4000;
    },
  };
  const reason = {
    toString: () => {
      log.push('reason');
      return 'why';
    },
  };
  const closing = new WebSocket(url);
  const closed = attempt(() => closing.close(code as unknown as number, reason as unknown as string));
  return { log, socket, closed, state: closing.readyState };
};
