import { fromBase64Url, isBytes } from '../../base/bytes.ts';
import { sha256 } from '../../base/sha256.ts';
import type { ChunkBody } from '../../decode/link.ts';
import { placeReader } from '../../decode/place.ts';
import type { Frame, SessionLog } from '../../session/session.ts';
import type { ChunkStream } from '../results.ts';

/** Bytes put together for showing, saving or hashing; a larger stream stays in its frames. */
export const assemblyBudget = 256 * 1024 * 1024;
/** Bytes hashed at once while analysing: some 50 ms of work. */
export const hashBudget = 16 * 1024 * 1024;

export type Assembled =
  | { readonly ok: true; readonly parts: readonly Uint8Array[]; readonly bytes: number }
  | { readonly ok: false; readonly why: string };

/** What a stream carried, chunk by chunk in order; says why not where something of it is missing. */
export function assembleStream(log: SessionLog, stream: ChunkStream, budget = assemblyBudget): Assembled {
  if (stream.carried.bytes > budget) return { ok: false, why: `it is larger than ${budget} bytes` };
  if (stream.unlisted > 0) return { ok: false, why: `it has more chunks than are followed` };
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const read = bodyReader(stream.body);
  for (let index = 0; index < stream.chunkFrames.length; index++) {
    const number = stream.chunkFrames[index];
    if (number === undefined) return { ok: false, why: `chunk ${index} is missing` };
    const frame = log.frame(number);
    if (!frame) return { ok: false, why: `frame #${number} is no longer kept` };
    const part = read(frame);
    if (!part) return { ok: false, why: `the bytes of frame #${number} are not kept` };
    parts.push(part);
    bytes += part.length;
  }
  return { ok: true, parts, bytes };
}

/** The bytes as one piece. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Lower-case hex of a stream whose hash was declared, or null where it cannot be told. */
export function hashNow(log: SessionLog, stream: ChunkStream): string | null {
  const assembled = assembleStream(log, stream, hashBudget);
  return assembled.ok ? sha256(assembled.parts) : null;
}

function bodyReader(body: ChunkBody | null): (frame: Frame) => Uint8Array | null {
  if (body === null || body.in === 'bytes') {
    const from = body?.from ?? 0;
    return ({ data }) => (isBytes(data) ? data.subarray(from) : null);
  }
  const read = placeReader(body.place);
  const encoder = new TextEncoder();
  return ({ data }) => {
    if (typeof data !== 'string') return null;
    let text: unknown;
    try {
      text = read(JSON.parse(data));
    } catch {
      return null;
    }
    if (typeof text !== 'string') return null;
    return body.encoding === 'base64' ? fromBase64Url(text) : encoder.encode(text);
  };
}
