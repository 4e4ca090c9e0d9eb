/** Acks, binary in both directions, namespaces with and without leave, a cut and a disconnect. */
export default async (): Promise<unknown> => {
  const { io } = window as unknown as { io: typeof import('socket.io-client').io };
  const seen: unknown[] = [];
  const socket = io({ transports: ['websocket'], reconnectionDelay: 20, reconnectionDelayMax: 40 });
  const once = (event: string): Promise<unknown[]> =>
    new Promise((resolve) => socket.once(event as 'connect', (...args: unknown[]) => resolve(args)));
  for (const event of ['connect', 'disconnect', 'connect_error'])
    socket.on(event, (reason?: unknown) => seen.push([event, reason]));
  socket.onAny((event, ...args: unknown[]) =>
    seen.push([
      event,
      ...args.map((each) => (each instanceof ArrayBuffer ? [...new Uint8Array(each)] : each)),
    ]),
  );
  await once('connect');
  seen.push(await socket.emitWithAck('echo', 'text', { nested: [1, 2] }));
  const bytes = (await socket.emitWithAck('echo', new Uint8Array([1, 2, 3]))) as ArrayBuffer;
  seen.push([bytes.constructor.name, [...new Uint8Array(bytes)]]);
  socket.emit('push', 3);
  await socket.emitWithAck('echo', 'after pushes');
  const again = once('connect');
  socket.emit('cut');
  await again;
  socket.volatile.emit('echo', 'volatile', () => {});
  const timedOut = await socket
    .timeout(30)
    .emitWithAck('nobody answers')
    .catch((error: Error) => error.message);
  seen.push(timedOut);
  const refused = io('/admin', { transports: ['websocket'] });
  seen.push(await new Promise((resolve) => refused.once('connect_error', ({ message }) => resolve(message))));
  refused.disconnect();
  const left = once('disconnect');
  socket.emit('leave');
  await left;
  seen.push([socket.connected, socket.active]);
  return seen;
};
