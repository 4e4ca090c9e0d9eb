import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { useServer } from 'graphql-ws/use/ws';
import { Server as SocketIoServer } from 'socket.io';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';

// As Node resolves it: Vite would take the package's ES modules, and graphql-ws the others, and graphql is one or nothing.
const { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } = createRequire(
  import.meta.url,
)('graphql') as typeof import('graphql');

export interface ProtocolServer {
  /** A page with the client's published bundle in it. */
  readonly page: string;
  close(): Promise<void>;
}

const bundles = {
  'socket.io': 'socket.io-client/dist/socket.io.min.js',
  'reconnecting-websocket': 'reconnecting-websocket/dist/reconnecting-websocket-iife.min.js',
  'graphql-ws': 'graphql-ws/umd/graphql-ws.min.js',
  mqtt: 'mqtt/dist/mqtt.min.js',
} as const;
export type ClientName = keyof typeof bundles;
export const clientNames = Object.keys(bundles) as ClientName[];

/** A real server of the client's protocol on a free port of 127.0.0.1. */
export async function startProtocolServer(client: ClientName): Promise<ProtocolServer> {
  const bundle = readFileSync(
    fileURLToPath(new URL(`../../node_modules/${bundles[client]}`, import.meta.url)),
  );
  const server = createServer((request, response) => {
    const isBundle = request.url === '/client.js';
    response.setHeader('content-type', isBundle ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(
      isBundle ? bundle : '<!doctype html><title>client</title><script src="/client.js"></script>',
    );
  });
  const stop = await servers[client](server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    page: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      // Socket.IO closes the server itself, and that waits for connections which browsers open ahead and never use.
      server.closeAllConnections();
      await stop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const servers: Readonly<Record<ClientName, (server: Server) => Promise<() => unknown>>> = {
  async 'socket.io'(server) {
    const io = new SocketIoServer(server, { transports: ['websocket', 'polling'] });
    io.on('connection', (socket) => {
      socket.on('echo', (...args: unknown[]) => {
        const answer = args.pop() as (...back: unknown[]) => void;
        answer(...args);
      });
      socket.on('push', (count: number) => {
        for (let at = 0; at < count; at++) socket.emit('pushed', at, Buffer.from([at]));
      });
      socket.on('cut', () => (socket.conn.transport as unknown as { socket: WebSocket }).socket.terminate());
      socket.on('leave', () => socket.disconnect());
    });
    io.of('/admin').use((socket, next) => next(socket.handshake.auth.key ? undefined : new Error('no key')));
    return () => io.close();
  },
  async 'reconnecting-websocket'(server) {
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer, binary) => {
        if (data.toString() === 'cut') socket.terminate();
        else if (data.toString() === 'close') socket.close(4000, 'closed by server');
        else socket.send(data, { binary });
      });
    });
    return () => sockets.close();
  },
  async 'graphql-ws'(server) {
    const sockets = new WebSocketServer({ server, path: '/graphql' });
    const stop = useServer({ schema: createSchema() }, sockets);
    return () => stop.dispose();
  },
  async mqtt(server) {
    const broker = await Aedes.createBroker();
    const sockets = new WebSocketServer({ server, handleProtocols: () => 'mqtt' });
    sockets.on('connection', (socket) => broker.handle(createWebSocketStream(socket)));
    return () => new Promise<void>((resolve) => broker.close(resolve));
  },
};

function createSchema(): import('graphql').GraphQLSchema {
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: 'Query',
      fields: {
        greeting: {
          type: GraphQLString,
          args: { name: { type: new GraphQLNonNull(GraphQLString) } },
          resolve: (_, { name }: { name: string }) => `hello ${name}`,
        },
        broken: {
          type: GraphQLString,
          resolve: () => {
            throw new Error('broken on purpose');
          },
        },
      },
    }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: {
        count: {
          type: GraphQLInt,
          args: { to: { type: new GraphQLNonNull(GraphQLInt) } },
          async *subscribe(_: unknown, { to }: { to: number }) {
            for (let count = 1; count <= to; count++) yield { count };
          },
        },
      },
    }),
  });
}
