import type { RealtimeClient } from './realtime-client.ts';

const chunkBytes = 64 * 1024;
/** Wait above this: bufferedAmount is the only sign that the network is slower than we are. */
const highWater = 512 * 1024;

export interface Uploaded {
  readonly sha256: string;
  readonly complete: boolean;
  readonly resumes: number;
}

/** The same bytes for the same size, none of them compressible to nothing. */
export function makeFile(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let state = 0x2545f491;
  for (let at = 0; at < size; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state;
  }
  return bytes;
}

/** Sends `file` in 64 KiB chunks and, when the connection drops, resumes on the next one where the server says it stopped. */
export async function upload(
  client: RealtimeClient,
  name: string,
  file: Uint8Array<ArrayBuffer>,
): Promise<Uploaded> {
  const chunks = Math.ceil(file.length / chunkBytes);
  const received = client.next('file.received');
  client.send(JSON.stringify({ type: 'file.start', data: { name, size: file.length, chunks } }));
  for (let resumes = 0, next = 0; ; resumes++) {
    const { socket } = client;
    if (await sendFrom(client, file, next, chunks)) {
      client.send(JSON.stringify({ type: 'file.end', data: { name } }));
      // Handed to the network is not received: the connection may be gone without our knowing yet.
      const message = await Promise.race([received, closed(socket)]);
      if (message)
        return { sha256: String(message.data?.sha256), complete: message.data?.complete === true, resumes };
    }
    await client.opened();
    const status = await client.request('file.status', { name });
    next = Number(status.next);
    client.send(JSON.stringify({ type: 'file.resume', data: { name, chunk: next } }));
  }
}

function closed(socket: WebSocket): Promise<null> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve(null);
  return new Promise((resolve) => socket.addEventListener('close', () => resolve(null), { once: true }));
}

/** False when the connection was lost on the way. */
async function sendFrom(
  client: RealtimeClient,
  file: Uint8Array<ArrayBuffer>,
  first: number,
  chunks: number,
): Promise<boolean> {
  const { socket } = client;
  for (let index = first; index < chunks; index++) {
    while (socket.bufferedAmount > highWater && socket.readyState === WebSocket.OPEN) await pause(5);
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(file.slice(index * chunkBytes, (index + 1) * chunkBytes));
    // Slow enough to be watched, and for the server to be heard before the last chunk is on its way.
    if (index % 4 === 3) await pause(20);
  }
  while (socket.bufferedAmount > 0 && socket.readyState === WebSocket.OPEN) await pause(5);
  return socket.readyState === WebSocket.OPEN;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
