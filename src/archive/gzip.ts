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

/** What one call unpacks from: a browser unpacks a whole piece before anyone may say stop, at most 1,032 times its length. */
const packedPiece = 16 * 1024;

/** Why unpacking ended: at the end, or because the reader had enough; the file is damaged; too much; one line too long. */
export type Unpacked = 'end' | 'stopped' | 'cut' | 'large' | 'long';

/**
 * Gives the lines of a gzip file to `take` while unpacking; the next piece is unpacked when it has taken them. It returns false to
 * stop. No line is kept here, and what is left of one past `longest` characters is not waited for.
 */
export async function gunzipLines(
  bytes: Uint8Array,
  take: (line: string) => boolean,
  { longest, cap = unpackedCap }: { readonly longest: number; readonly cap?: number },
): Promise<Unpacked> {
  const reader = inPieces(bytes).pipeThrough(new DecompressionStream('gzip')).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let read = 0;

  /** What is left of a line is not looked through again with every piece: one line may be a payload of 64 MiB. */
  const split = (piece: string): Unpacked | null => {
    let from = 0;
    for (;;) {
      const at = piece.indexOf('\n', from);
      const end = at < 0 ? piece.length : at;
      if (rest.length + end - from > longest) return 'long';
      rest += piece.slice(from, end);
      if (at < 0) return null;
      const line = rest;
      rest = '';
      from = at + 1;
      if (!take(line)) return 'stopped';
    }
  };

  for (;;) {
    const next = await reader.read().catch(() => null);
    if (next === null) return 'cut';
    if (next.done) break;
    read += next.value.length;
    const ended = read > cap ? 'large' : split(decoder.decode(next.value, { stream: true }));
    if (ended === null) continue;
    reader.cancel().catch(() => undefined);
    return ended;
  }
  const ended = split(decoder.decode());
  if (ended !== null) return ended;
  return rest === '' || take(rest) ? 'end' : 'stopped';
}

function inPieces(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.subarray(at, at + packedPiece));
      at += packedPiece;
    },
  });
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
