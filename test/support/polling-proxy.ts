import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One finished request as the browser's network record tells it: a HAR entry, and the body of its answer. */
export interface FinishedRequest {
  readonly entry: unknown;
  readonly content: readonly [text: string, encoding: string];
}

export interface PollingProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Stands between a real client on long-polling and a real server, and tells each request when it has finished. */
export async function createPollingProxy(
  target: string,
  finished: (request: FinishedRequest) => void,
): Promise<PollingProxy> {
  const server = createServer((incoming, outgoing) => {
    const startedAt = Date.now();
    const posted: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => posted.push(chunk));
    incoming.on('end', () => {
      const upstream = forward(
        `${target}${incoming.url ?? ''}`,
        { method: incoming.method, headers: { ...incoming.headers, host: new URL(target).host } },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => parts.push(chunk));
          answer.on('end', () => {
            const body = Buffer.concat(parts);
            const isText = String(answer.headers['content-type']).startsWith('text/');
            const sent = Buffer.concat(posted);
            const { method } = incoming;
            finished({
              entry: {
                startedDateTime: new Date(startedAt).toISOString(),
                time: Date.now() - startedAt,
                request: {
                  method,
                  url: `${target}${incoming.url ?? ''}`,
                  // The record has no bytes of a body that is not text.
                  ...(method === 'POST' && isUtf8(sent) && { postData: { text: sent.toString() } }),
                },
                response: { status: answer.statusCode },
              },
              content: isText ? [body.toString(), ''] : [body.toString('base64'), 'base64'],
            });
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            outgoing.end(body);
          });
        },
      );
      upstream.on('error', () => outgoing.destroy());
      outgoing.on('close', () => upstream.destroy());
      upstream.end(Buffer.concat(posted));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const isUtf8 = (bytes: Buffer): boolean => Buffer.compare(Buffer.from(bytes.toString()), bytes) === 0;
