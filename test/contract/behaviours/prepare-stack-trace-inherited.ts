import type { Kit } from '../kit.ts';

/** A page may also format stacks by what `Error` inherits. */
export default async ({ url, open, once }: Kit) => {
  const calls: unknown[] = [];
  const told: unknown[] = [];
  for (const holder of [Function.prototype, Object.prototype] as object[]) {
    Object.defineProperty(holder, 'prepareStackTrace', {
      configurable: true,
      writable: true,
      value: (error: Error) => {
        calls.push(String(error?.message).slice(0, 40));
        return 'formatted';
      },
    });
    const socket = await open();
    socket.send('silent');
    try {
      new WebSocket(url).send('early');
    } catch (error) {
      told.push((error as Error).stack);
    }
    socket.close();
    await once(socket, 'close');
    Reflect.deleteProperty(holder, 'prepareStackTrace');
  }
  const before = Object.getPrototypeOf(Error) as object;
  Object.setPrototypeOf(Error, {
    prepareStackTrace() {
      calls.push('of a prototype between');
      return 'formatted';
    },
  });
  const socket = new WebSocket(url);
  await once(socket, 'open');
  socket.close();
  Object.setPrototypeOf(Error, before);
  return { calls, told };
};
