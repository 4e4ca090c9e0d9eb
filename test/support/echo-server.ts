import { createServer, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface EchoServer {
  /** `http://127.0.0.1:port` and `ws://127.0.0.1:port` of the same server. */
  readonly http: string;
  readonly ws: string;
  /** Sets what a path serves, HTML unless told otherwise, and returns its URL. */
  page(path: string, body: string, type?: string, headers?: Readonly<Record<string, string>>): string;
  readonly clients: ReadonlySet<WebSocket>;
  /** How many connections were opened so far: the number of the next one. */
  readonly opened: number;
  /** Binary frames and text that came in, oldest first, with the number of their connection. */
  readonly received: readonly {
    readonly connection: number;
    readonly binary: boolean;
    readonly data: Buffer;
  }[];
  close(): Promise<void>;
}

interface Served {
  readonly body: string;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
}

const html = 'text/html; charset=utf-8';

/** A flood must not fill the memory. */
const receivedCap = 1_000_000;

/**
 * A web server and WebSocket server in one, on a free port. It echoes, and obeys some texts:
 * `flood 500 230` (or `flood-binary`) sends that many frames of that size, `pour 20000 60 230` so many a second for so long, `close 4001 why` closes, `cut` drops the TCP connection,
 * `silent …` is not answered. The path `/status/403` refuses the handshake with that status.
 */
export async function startEchoServer(): Promise<EchoServer> {
  const pages = new Map<string, Served>();
  const received: { connection: number; binary: boolean; data: Buffer }[] = [];
  let opened = 0;
  const server = createServer((request, response) => {
    const { body, type, headers } = pages.get(request.url ?? '/') ?? {
      body: '<!doctype html><title>page</title>',
      type: html,
      headers: {},
    };
    response.writeHead(200, { ...headers, 'content-type': type }).end(body);
  });
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on('upgrade', (request, socket, head) => {
    const status = /^\/status\/(\d{3})$/.exec(request.url ?? '')?.[1];
    if (status) socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-length: 0\r\n\r\n`);
    else
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
  });
  sockets.on('connection', (socket, request) => {
    const connection = opened++;
    socket.on('message', (data: Buffer, binary) => {
      if (received.length < receivedCap) received.push({ connection, binary, data });
      const [word, first, second, third] = binary ? [] : data.toString().split(' ');
      if (word === 'flood' || word === 'flood-binary') {
        const frame = word === 'flood' ? 'x'.repeat(Number(second)) : Buffer.alloc(Number(second));
        // In few large writes: one each would measure this side, and the page's thread going to sleep and waking up in between.
        request.socket.cork();
        for (let count = Number(first); count > 0; count--) socket.send(frame);
        request.socket.uncork();
      } else if (word === 'pour') pour(socket, Number(first), Number(second), Number(third));
      else if (word === 'close') socket.close(Number(first), second);
      else if (word === 'cut') socket.terminate();
      else if (word !== 'silent') socket.send(data, { binary });
    });
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const http = `http://127.0.0.1:${port}`;
  return {
    http,
    ws: `ws://127.0.0.1:${port}`,
    page(path, body, type = html, headers = {}) {
      pages.set(path, { body, type, headers });
      return http + path;
    },
    clients: sockets.clients,
    get opened() {
      return opened;
    },
    received,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Frames at a rate, as the clock asks for them. */
function pour(socket: WebSocket, rate: number, seconds: number, size: number): void {
  const frame = 'x'.repeat(size);
  const from = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const passed = performance.now() - from;
    const due = Math.min((passed / 1000) * rate, sent + rate / 20);
    // A page that cannot keep up must not fill this side's memory.
    if (socket.bufferedAmount < 4 * 1024 * 1024) for (; sent < due; sent++) socket.send(frame);
    if (passed > seconds * 1000 || socket.readyState !== socket.OPEN) clearInterval(timer);
  }, 5);
}
