import { createHash, type Hash } from 'node:crypto';
import type { WebSocket } from 'ws';
import { answerRequest } from './requests.ts';

/** One page's state on the server: outlives its connections, as a resumable protocol needs. */
export interface Client {
  connect(socket: WebSocket): void;
  /** `withhold=on|off` acks · `drop=now` · `drop-at-chunk=N` */
  control(params: URLSearchParams): void;
}

interface Upload {
  readonly name: string;
  readonly size: number;
  readonly chunks: number;
  readonly hash: Hash;
  received: number;
  bytes: number;
}

interface Message {
  readonly id?: string;
  readonly seq?: number;
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export function createClient(): Client {
  const seen = new Set<number>();
  let current: WebSocket | null = null;
  let withhold = false;
  let dropAtChunk: number | null = null;
  let upload: Upload | null = null;

  const reply = (socket: WebSocket, message: object): void => socket.send(JSON.stringify(message));

  const takeChunk = (socket: WebSocket, chunk: Buffer): void => {
    if (!upload || socket.readyState !== socket.OPEN) return;
    if (dropAtChunk !== null && upload.received >= dropAtChunk) {
      dropAtChunk = null;
      socket.terminate();
      return;
    }
    upload.hash.update(chunk);
    upload.received++;
    upload.bytes += chunk.length;
  };

  const takeMessage = (socket: WebSocket, message: Message): void => {
    const { data = {} } = message;
    switch (message.type) {
      case 'file.start':
        upload = {
          name: String(data.name),
          size: Number(data.size),
          chunks: Number(data.chunks),
          hash: createHash('sha256'),
          received: 0,
          bytes: 0,
        };
        return;
      case 'file.resume':
        // The page resumes where `file.status` said; anything else would leave a hole or a repeat in the file.
        if (Number(data.chunk) !== upload?.received)
          reply(socket, { type: 'file.rejected', data: { next: upload?.received ?? 0 } });
        return;
      case 'file.status':
        reply(socket, {
          id: message.id,
          type: 'file.status.response',
          data: { next: upload?.received ?? 0 },
        });
        return;
      case 'file.end': {
        if (!upload) return;
        const { name, size, bytes, received, chunks, hash } = upload;
        const complete = bytes === size && received === chunks;
        reply(socket, { type: 'file.received', data: { name, bytes, complete, sha256: hash.digest('hex') } });
        upload = null;
        return;
      }
    }
    if (typeof message.seq === 'number') {
      // At-least-once: a number seen before is acknowledged again, not processed again.
      if (!withhold) {
        seen.add(message.seq);
        reply(socket, { type: 'ack', seq: message.seq });
      }
      return;
    }
    if (typeof message.id === 'string')
      answerRequest(message.id, message.type, data, (answer) => {
        if (socket.readyState === socket.OPEN) reply(socket, answer);
      });
  };

  return {
    connect(socket) {
      current = socket;
      socket.on('message', (data, binary) => {
        if (binary) takeChunk(socket, data as Buffer);
        else takeMessage(socket, JSON.parse(String(data)) as Message);
      });
      socket.on('error', () => socket.terminate());
      reply(socket, { type: 'welcome', data: { resumed: seen.size > 0 } });
    },
    control(params) {
      if (params.has('withhold')) withhold = params.get('withhold') === 'on';
      if (params.has('drop-at-chunk')) dropAtChunk = Number(params.get('drop-at-chunk'));
      if (params.get('drop') === 'now') current?.terminate();
    },
  };
}
