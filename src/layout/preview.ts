import { looksLikeJson, sizeProblem } from '../decode/json.ts';

/** What the first bytes of a transfer are, as far as a preview can tell. */
export type PreviewKind =
  | { readonly kind: 'image'; readonly type: string; readonly extension: string }
  | { readonly kind: 'json' }
  | { readonly kind: 'text' }
  | { readonly kind: 'binary' };

const images: readonly (readonly [signature: readonly number[], type: string, extension: string])[] = [
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png', 'png'],
  [[0xff, 0xd8, 0xff], 'image/jpeg', 'jpg'],
  [[0x47, 0x49, 0x46, 0x38], 'image/gif', 'gif'],
  [[0x42, 0x4d], 'image/bmp', 'bmp'],
];

/**
 * By signature (WHATWG MIME Sniffing §6.1), else by whether the bytes are UTF-8 text and that text JSON. SVG is shown as text: as an image
 * it could carry what its author likes.
 */
export function previewKind(bytes: Uint8Array): PreviewKind {
  for (const [signature, type, extension] of images)
    if (signature.every((byte, at) => bytes[at] === byte)) return { kind: 'image', type, extension };
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP')
    return { kind: 'image', type: 'image/webp', extension: 'webp' };
  const text = textOf(bytes);
  if (text === null) return { kind: 'binary' };
  // What is too large for a tree is shown as text.
  if (looksLikeJson(text) && sizeProblem(text) === null) {
    try {
      JSON.parse(text);
      return { kind: 'json' };
    } catch {
      return { kind: 'text' };
    }
  }
  return { kind: 'text' };
}

/** The bytes as UTF-8 text, or null where they are none or hold control characters that text has not. */
export function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    for (let at = 0; at < Math.min(text.length, 4096); at++) {
      const unit = text.charCodeAt(at);
      if (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) return null;
    }
    return text;
  } catch {
    return null;
  }
}

const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const longestFileName = 120;

/** A name that is safe as a file name, with an extension where it has none. */
export function fileNameOf(name: string, kind: PreviewKind): string {
  const safe = name.slice(0, longestFileName).replace(/[^\p{L}\p{N}._ -]+/gu, '_') || 'stream';
  if (/\.[A-Za-z0-9]{1,8}$/.test(safe)) return safe;
  const extension =
    kind.kind === 'image'
      ? kind.extension
      : kind.kind === 'binary'
        ? 'bin'
        : kind.kind === 'json'
          ? 'json'
          : 'txt';
  return `${safe}.${extension}`;
}
