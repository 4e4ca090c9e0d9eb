/**
 * Whether a value is bytes, of whatever window: the panel reads the log of the devtools page, whose Uint8Array is another class, so that
 * `instanceof` says no.
 */
export const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]';

/** Base64 (RFC 4648 §4) of `bytes`. Works in slices: `String.fromCharCode` with a whole MiB overflows the stack. */
export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Two lower-case digits a byte. In slices: an item for each byte of a payload of 64 MiB would take gigabytes. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x4000) {
    const slice = bytes.subarray(at, at + 0x4000);
    text += Array.from(slice, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return text;
}

/** The bytes of base64 text, or null where it is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    return null;
  }
}

/**
 * The bytes of base64 or base64url text (RFC 4648 §4, §5), or null where it is neither. In slices: replacing keeps a list of all
 * matches, and 60 MB of dashes took 2 GB.
 */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const parts: string[] = [];
  for (let at = 0; at < text.length; at += 0x8000)
    parts.push(
      text
        .slice(at, at + 0x8000)
        .replaceAll('-', '+')
        .replaceAll('_', '/'),
    );
  return fromBase64(parts.join(''));
}

/**
 * Bytes that `text` takes as UTF-8, without encoding it. A lone surrogate counts 3, as U+FFFD does, which is what `send`
 * puts on the wire (WHATWG WebSockets: the argument is a USVString).
 */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      bytes += 2;
      at++;
    } else bytes += 2;
  }
  return bytes;
}
