// The web-interoperable globals the core uses, present in browsers and in Node alike. Declared by hand so that the core
// compiles without the DOM library: a `document` or a `WebSocket` in here is a type error.

declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: ArrayBufferView | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare function btoa(binary: string): string;
declare function atob(base64: string): string;

interface ReadableStreamReader<T> {
  read(): Promise<{ done: false; value: T } | { done: true; value: undefined }>;
  cancel(reason?: unknown): Promise<void>;
}
declare class ReadableStream<T = unknown> {
  constructor(source: {
    pull?(controller: { enqueue(chunk: T): void; close(): void }): void | Promise<void>;
  });
  getReader(): ReadableStreamReader<T>;
  pipeThrough<U>(transform: { readable: ReadableStream<U>; writable: unknown }): ReadableStream<U>;
}
declare class CompressionStream {
  constructor(format: 'gzip');
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: unknown;
}
declare class DecompressionStream {
  constructor(format: 'gzip');
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: unknown;
}
declare const crypto: {
  readonly subtle: {
    digest(algorithm: 'SHA-256', bytes: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>;
  };
};
declare const performance: { now(): number };
