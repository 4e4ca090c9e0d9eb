import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve as resolvePath } from 'node:path';
import { build } from 'vite';
import { WebSocketServer } from 'ws';
import { type Client, createClient } from './client.ts';
import { attachSocketIo } from './socketio.ts';

export interface DemoServer {
  /** http://127.0.0.1:PORT/ */
  readonly url: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * The live app that Sockscope inspects: builds and serves the page, speaks its protocol on /rt, and takes what the exercises
 * ask of the server (withhold acks, drop the connection) on /control, so that the inspected traffic stays the app's own.
 *
 * @param port 0 for any free one
 * @param outDir where the built page goes
 */
export async function startDemoServer(port: number, outDir: string): Promise<DemoServer> {
  const pageDir = resolvePath(outDir);
  const pageSource = join(import.meta.dirname, '../page');
  await build({
    configFile: false,
    root: pageSource,
    logLevel: 'warn',
    build: {
      outDir: pageDir,
      emptyOutDir: true,
      rolldownOptions: { input: ['index.html', 'socketio.html'].map((name) => join(pageSource, name)) },
    },
  });
  const clients = new Map<string, Client>();
  const clientOf = (url: URL): Client => {
    const id = url.searchParams.get('client') ?? '';
    const client = clients.get(id) ?? createClient();
    clients.set(id, client);
    return client;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://demo');
    if (url.pathname === '/control') {
      clientOf(url).control(url.searchParams);
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === '/control/socketio') {
      socketIo.control(url.searchParams);
      response.writeHead(204).end();
      return;
    }
    const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
    if (!/^[\w./-]+$/.test(name) || name.includes('..')) {
      response.writeHead(404).end();
      return;
    }
    try {
      const body = await readFile(join(pageDir, name));
      response
        .writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  };

  const http = createServer((request, response) => void answer(request, response));
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  http.on('upgrade', (request, socket, head) => {
    if (request.url?.startsWith('/rt?'))
      sockets.handleUpgrade(request, socket, head, (page) => sockets.emit('connection', page, request));
  });
  const socketIo = attachSocketIo(http);
  sockets.on('connection', (socket, request) =>
    clientOf(new URL(request.url ?? '/', 'http://demo')).connect(socket),
  );
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      socketIo.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
