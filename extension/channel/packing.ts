import { fromBase64, toBase64 } from '../../src/base/bytes.ts';

/** A batch as it crosses a port that speaks JSON: bytes as base64, numbers as a plain array. */
interface Packed {
  readonly cells: readonly number[];
  readonly data: readonly { readonly base64: string }[];
}

type Message = { readonly cells?: unknown; readonly data?: unknown };

/** What is no batch stays as it is. */
export function pack(message: unknown): unknown {
  const { cells, data } = (message ?? {}) as Message;
  if (!(cells instanceof Float64Array) || !Array.isArray(data)) return message;
  const packed: Packed = {
    cells: Array.from(cells),
    data: data.map((each: Uint8Array) => ({ base64: toBase64(each) })),
  };
  return { ...(message as object), ...packed };
}

/** The way back. Base64 that is none becomes undefined, which no guard lets pass. */
export function unpack(message: unknown): unknown {
  const { cells, data } = (message ?? {}) as Message;
  if (!Array.isArray(cells) || !Array.isArray(data)) return message;
  return {
    ...(message as object),
    cells: Float64Array.from(cells as number[]),
    data: data.map((each: Packed['data'][number] | null) => fromBase64(each?.base64 ?? '') ?? undefined),
  };
}
