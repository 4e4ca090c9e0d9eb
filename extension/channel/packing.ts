import { fromBase64, toBase64 } from '../../src/base/bytes.ts';

/** Bytes as they cross a port that speaks JSON. */
interface Packed {
  readonly base64: string;
}

type Message = { readonly facts?: readonly Readonly<Record<string, unknown>>[] };

/** `{facts: [{data: bytes}]}` → `{facts: [{data: {base64}}]}`; all else stays. */
export function pack(message: unknown): unknown {
  return mapData(message, (data) =>
    data instanceof Uint8Array ? ({ base64: toBase64(data) } satisfies Packed) : data,
  );
}

/** The way back. Base64 that is none becomes undefined, which no guard lets pass. */
export function unpack(message: unknown): unknown {
  return mapData(message, (data) => {
    const base64 = (data as Partial<Packed> | null | undefined)?.base64;
    return typeof base64 === 'string' ? (fromBase64(base64) ?? undefined) : data;
  });
}

function mapData(message: unknown, map: (data: unknown) => unknown): unknown {
  const facts = (message as Message | null)?.facts;
  if (!Array.isArray(facts)) return message;
  return {
    ...(message as Message),
    facts: facts.map((fact) => (fact && 'data' in fact ? { ...fact, data: map(fact.data) } : fact)),
  };
}
