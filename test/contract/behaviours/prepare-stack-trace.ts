import type { Kit } from '../kit.ts';

/** A page may format stacks itself (source-map-support, long-stack-traces): it meets only its own calls. */
export default ({ url }: Kit) => {
  const holder = Error as unknown as { prepareStackTrace?: unknown; stackTraceLimit: number };
  const calls: unknown[] = [];
  holder.prepareStackTrace = (
    error: Error,
    sites: { getFunctionName(): string | null; getFileName(): string | null }[],
  ) => {
    calls.push(String(error.message).slice(0, 30));
    return sites.map((site) => [site.getFunctionName(), /extension/.test(site.getFileName() ?? '')]);
  };
  const stackOf = (run: () => unknown): unknown => {
    try {
      run();
      return 'nothing thrown';
    } catch (error) {
      return (error as Error).stack;
    }
  };
  const socket = new WebSocket(url);
  const early = stackOf(() => socket.send('early'));
  holder.stackTraceLimit = 2;
  const limited = stackOf(() => socket.send('early'));
  holder.stackTraceLimit = 0;
  const none = stackOf(() => socket.send('early'));
  delete holder.prepareStackTrace;
  holder.stackTraceLimit = 10;
  return { early, limited, none, calls };
};
