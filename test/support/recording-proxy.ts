import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { utf8Length } from '../../src/base/bytes.ts';
import { createSessionLog } from '../../src/session/log.ts';
import type { SessionWriter } from '../../src/session/session.ts';
import type { Direction, Fact } from '../../src/wire/fact.ts';

/** Stands between a real client and a real server and writes down what the hook would: every frame as it was framed. */
export interface RecordingProxy {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly facts: readonly Fact[];
  /** What was recorded so far, as a log. */
  log(): SessionWriter;
  /** Cuts every connection without a closing handshake, as a lost network does. */
  cut(): void;
  /** Refuses connections until it is called with false. */
  refuse(refused: boolean): void;
  /** Frames of the server no longer reach the page (they are not recorded either), until called with false. */
  withhold(withheld: boolean): void;
  close(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: Omit on a union needs the distribution
type Untimed<F> = F extends any ? Omit<F, 'order' | 'time'> : never;

export async function createRecordingProxy(target: string): Promise<RecordingProxy> {
  const facts: Fact[] = [];
  const started = performance.now();
  const open = new Set<WebSocket>();
  let connections = 0;
  let frames = 0;
  let refused = false;
  let withheld = false;
  const record = (fact: Untimed<Fact>): void => {
    facts.push({ ...fact, order: facts.length, time: performance.now() - started } as Fact);
  };
  record({ kind: 'page', page: 1, url: 'https://app.example/', frame: 'top', origin: Date.now() });

  const frame = (connection: number, direction: Direction, bytes: Buffer, binary: boolean): void => {
    const data = binary ? new Uint8Array(bytes) : bytes.toString();
    const size = typeof data === 'string' ? utf8Length(data) : data.length;
    record({ kind: 'frame', connection, number: ++frames, direction, size, data, binary });
  };

  const http = createServer((_request, response) => response.writeHead(503).end());
  const server = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    const connection = ++connections;
    const url = `${target.replace(/^http/, 'ws')}${request.url ?? ''}`;
    record({ kind: 'constructed', connection, page: 1, url, protocols: [], readyState: 0 });
    if (refused) {
      record({ kind: 'closed', connection, code: 1006, reason: '', wasClean: false });
      socket.destroy();
      return;
    }
    server.handleUpgrade(request, socket, head, (page) => {
      const upstream = new WebSocket(url);
      const early: { data: Buffer; binary: boolean }[] = [];
      let over = false;
      open.add(page);
      record({ kind: 'opened', connection, protocol: '', extensions: '' });
      const end = (code: number, reason: string): void => {
        open.delete(page);
        if (over) return;
        over = true;
        record({ kind: 'closed', connection, code, reason, wasClean: code !== 1006 });
        for (const socket of [page, upstream])
          if (socket.readyState !== socket.OPEN) socket.terminate();
          // 1005 and 1006 say that there was no code: they cannot be sent.
          else if (code === 1006) socket.terminate();
          else if (code === 1005) socket.close();
          else socket.close(code, reason);
      };
      page.on('message', (data: Buffer, binary: boolean) => {
        if (over) return;
        frame(connection, 'sent', data, binary);
        if (upstream.readyState === upstream.OPEN) upstream.send(data, { binary });
        else early.push({ data, binary });
      });
      upstream.on('open', () => {
        for (const { data, binary } of early) upstream.send(data, { binary });
      });
      upstream.on('message', (data: Buffer, binary: boolean) => {
        if (over || withheld) return;
        frame(connection, 'received', data, binary);
        page.send(data, { binary });
      });
      page.on('close', (code, reason) => end(code, String(reason)));
      upstream.on('close', (code, reason) => end(code, String(reason)));
      page.on('error', () => end(1006, ''));
      upstream.on('error', () => end(1006, ''));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    facts,
    log() {
      const log = createSessionLog();
      for (const fact of facts) log.append(fact);
      return log;
    },
    cut() {
      for (const socket of open) socket.terminate();
    },
    refuse(next) {
      refused = next;
    },
    withhold(next) {
      withheld = next;
    },
    async close() {
      for (const socket of open) socket.terminate();
      server.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
