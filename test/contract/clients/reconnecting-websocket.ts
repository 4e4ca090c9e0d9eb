/** It wraps the constructor's events in its own, buffers while away and connects again. */
export default async (): Promise<unknown> => {
  const { ReconnectingWebSocket } = window as unknown as {
    ReconnectingWebSocket: typeof import('reconnecting-websocket').default;
  };
  const seen: unknown[] = [];
  const socket = new ReconnectingWebSocket(location.origin.replace('http', 'ws'), [], {
    minReconnectionDelay: 20,
    maxReconnectionDelay: 40,
  });
  const once = (type: 'open' | 'close' | 'message'): Promise<unknown> =>
    new Promise((resolve) => {
      const heard = (event: unknown): void => {
        socket.removeEventListener(type, heard as never);
        resolve(event);
      };
      socket.addEventListener(type, heard as never);
    });
  socket.addEventListener('open', () => void seen.push(['open', socket.readyState, socket.retryCount]));
  socket.addEventListener(
    'close',
    ({ code, reason, wasClean }) => void seen.push(['close', code, reason, wasClean]),
  );
  socket.addEventListener(
    'message',
    ({ data }) => void seen.push(['message', data instanceof Blob ? data.size : data]),
  );
  socket.send('buffered before open');
  await once('message');
  for (const text of ['one', 'two']) {
    const answer = once('message');
    socket.send(text);
    await answer;
  }
  const binary = once('message');
  socket.send(new Uint8Array([1, 2, 3]));
  await binary;
  for (const way of ['cut', 'close']) {
    const reopened = once('open');
    socket.send(way);
    await reopened;
  }
  const answer = once('message');
  socket.send('after reconnects');
  await answer;
  const closed = once('close');
  socket.close(1000, 'done');
  await closed;
  seen.push([socket.readyState, socket.binaryType, socket.bufferedAmount]);
  return seen;
};
