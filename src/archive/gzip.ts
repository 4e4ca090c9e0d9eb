import { fail, ok, type Result } from '../base/result.ts';

/** Unpacked, a session must fit the memory of a tab; past this a small file is a bomb or needs another tool. */
export const unpackedCap = 2 * 1024 ** 3;

/** Characters. A stream takes its time for every piece, however short. */
const pieceLength = 64 * 1024;

/** Gzip (RFC 1952) of text given line by line, or in any other pieces. */
export async function gzip(texts: Iterable<string>): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const iterator = gathered(texts)[Symbol.iterator]();
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
  return join(await readAll(source.pipeThrough(new CompressionStream('gzip'))));
}

/** The same text in pieces of at least `length` characters, but for the last. */
export function* gathered(texts: Iterable<string>, length: number = pieceLength): Iterable<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < length) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/**
 * The lines of a gzip file, split while unpacking: one string of the whole could pass the length a string may have. `cut` when
 * the file ends early or is damaged, `large` past `unpackedCap`.
 */
export async function gunzipLines(bytes: Uint8Array): Promise<Result<readonly string[], 'cut' | 'large'>> {
  const decoder = new TextDecoder();
  const lines: string[] = [];
  let rest = '';
  let read = 0;
  let given = false;
  const source = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (!given) controller.enqueue(bytes);
      else controller.close();
      given = true;
    },
  });
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const next = await reader.read();
      if (next.done) break;
      read += next.value.length;
      if (read > unpackedCap) {
        await reader.cancel();
        return fail('large');
      }
      // What is left of a line is not looked through again with every piece: one line may be a payload of 64 MiB.
      const [end = '', ...begun] = decoder.decode(next.value, { stream: true }).split('\n');
      rest += end;
      for (const line of begun) {
        lines.push(rest);
        rest = line;
      }
    }
  } catch {
    return fail('cut');
  }
  rest += decoder.decode();
  if (rest !== '') lines.push(rest);
  return ok(lines);
}

async function readAll<T>(stream: ReadableStream<T>): Promise<T[]> {
  const reader = stream.getReader();
  const parts: T[] = [];
  for (;;) {
    const next = await reader.read();
    if (next.done) return parts;
    parts.push(next.value);
  }
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
