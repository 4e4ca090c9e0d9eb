import { isObject, type JsonObject } from '../../json.ts';

/** A header longer than this is content. */
const longest = 64 * 1024;

/**
 * `[u32 length][JSON header][bytes]`, the length in either byte order:
 *
 *   00 00 00 11 {"id":"u","i":3} ff d8 …   →  { header: {id: "u", i: 3}, from: 21 }
 *
 * Null where a binary frame does not begin so.
 */
export function readBinaryHeader(
  bytes: Uint8Array,
): { readonly header: JsonObject; readonly from: number } | null {
  if (bytes.length < 6 || bytes[4] !== 0x7b) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (const littleEndian of [false, true]) {
    const length = view.getUint32(0, littleEndian);
    if (length < 2 || length > longest || 4 + length > bytes.length || bytes[3 + length] !== 0x7d) continue;
    try {
      const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
      if (isObject(header)) return { header, from: 4 + length };
    } catch {
      // Bytes that only look like it.
    }
  }
  return null;
}
