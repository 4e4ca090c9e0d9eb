import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

const here = createRequire(import.meta.url);

/** The part of a Socket.IO socket that all generations share, on either side. */
export interface AnySocket {
  readonly id?: string;
  readonly connected: boolean;
  readonly recovered?: boolean;
  readonly volatile: AnySocket;
  readonly io: { readonly engine: { close(): void; readonly transport: { readonly name: string } } };
  auth?: object;
  timeout(ms: number): AnySocket;
  on(event: string, listener: (...args: never[]) => void): unknown;
  once(event: string, listener: (...args: never[]) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  connect(): unknown;
  disconnect(close?: boolean): unknown;
}

export interface AnyServer {
  readonly sockets: AnyNamespace;
  of(name: string): AnyNamespace;
  on(event: 'connection', listener: (socket: AnySocket) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
  close(): unknown;
}

export interface AnyNamespace {
  use(middleware: (socket: AnySocket, next: (error?: Error) => void) => void): unknown;
  on(event: 'connection', listener: (socket: AnySocket) => void): unknown;
  emit(event: string, ...args: unknown[]): unknown;
}

/** What a published parser of Socket.IO gives. */
export interface OraclePacket {
  readonly type: number;
  readonly nsp: string;
  readonly id?: number;
  readonly data?: unknown;
}

interface OracleDecoder {
  add(data: unknown): void;
  on(event: 'decoded', listener: (packet: OraclePacket) => void): void;
}

export interface Generation {
  readonly name: string;
  readonly engine: 3 | 4;
  /** Starts a server on 127.0.0.1. */
  serve(options?: object): Promise<{ readonly io: AnyServer; readonly url: string; close(): Promise<void> }>;
  connect(url: string, options?: object): AnySocket;
  createOracle(): OracleDecoder;
  /** The published Engine.IO parser on one frame. */
  readEngine(data: string | Buffer): { readonly type: string; readonly data?: string | Buffer };
}

type ServerClass = new (http: unknown, options: object) => AnyServer;

function generation(name: string, engine: 3 | 4, server: string, client: string): Generation {
  const serverModule = here(server) as { Server?: ServerClass } & ((
    http: unknown,
    options: object,
  ) => AnyServer);
  const clientModule = here(client) as (url: string, options: object) => AnySocket;
  const within = createRequire(here.resolve(server));
  const parser = within('socket.io-parser') as { Decoder: new () => OracleDecoder };
  const engineParser = within('engine.io-parser') as {
    decodePacket(
      data: unknown,
      binaryType?: string,
      utf8?: boolean,
    ): { type: string; data?: string | Buffer };
  };
  return {
    name,
    engine,
    async serve(options = {}) {
      const http = createServer();
      const io = serverModule.Server ? new serverModule.Server(http, options) : serverModule(http, options);
      await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
      return {
        io,
        url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
        async close() {
          io.close();
          http.closeAllConnections();
          await new Promise((resolve) => http.close(resolve));
        },
      };
    },
    connect: (url, options = {}) =>
      clientModule(url, { transports: ['websocket'], forceNew: true, reconnectionDelay: 30, ...options }),
    createOracle: () => new parser.Decoder(),
    readEngine: (data) => engineParser.decodePacket(data, 'nodebuffer', false),
  };
}

export const generations: readonly Generation[] = [
  generation('4.8', 4, 'socket.io', 'socket.io-client'),
  generation('3.1', 4, 'socket.io-v3', 'socket.io-client-v3'),
  generation('2.5', 3, 'socket.io-v2', 'socket.io-client-v2'),
];

export const latest = generations[0]!;

/** The arguments of the next event of this name. */
export const next = (socket: { once: AnySocket['once'] }, event: string): Promise<readonly unknown[]> =>
  new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));

/** What the other side's callback was called with. */
export const ask = (
  socket: AnySocket,
  event: string,
  ...args: readonly unknown[]
): Promise<readonly unknown[]> =>
  new Promise((resolve) => socket.emit(event, ...args, (...answer: unknown[]) => resolve(answer)));
