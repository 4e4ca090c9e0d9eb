import {
  arrayBufferLength,
  Bytes,
  blobSize,
  charCodeAt,
  dataViewBuffer,
  dataViewLength,
  dataViewOffset,
  isAnyObject,
  isView,
  setBytes,
  slice,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
  View,
} from './primitives.ts';

/** What `send` makes of its argument (WebIDL: BufferSource or Blob or USVString), and what a message event may carry. */
export type PayloadKind = 'text' | 'buffer' | 'view' | 'blob' | 'shared' | 'object';

/**
 * Told by brand, never by a property: nothing of the page runs here. `object` is what WebIDL will convert to a string; `shared`
 * a SharedArrayBuffer, which `send` refuses.
 */
export function kindOf(data: unknown): PayloadKind {
  if (!isAnyObject(data)) return 'text';
  if (isView(data)) return 'view';
  if (hasBrand(arrayBufferLength, data)) return 'buffer';
  if (hasBrand(blobSize, data)) return 'blob';
  return hasBrand(viewOn, data) ? 'shared' : 'object';
}

/** Throws for all but the two kinds of buffer. SharedArrayBuffer itself is hidden from most pages, and so from the hook. */
const viewOn = (data: unknown): unknown => new View(data as ArrayBuffer);

function hasBrand(read: (self: unknown) => unknown, value: unknown): boolean {
  try {
    read(value);
    return true;
  } catch {
    return false;
  }
}

export function byteLengthOf(data: unknown, kind: Exclude<PayloadKind, 'text' | 'object'>): number {
  if (kind === 'shared') return 0;
  if (kind === 'blob') return blobSize(data);
  if (kind === 'buffer') return arrayBufferLength(data);
  return typedArrayName(data) === undefined ? dataViewLength(data) : typedArrayLength(data);
}

/**
 * A copy of the bytes from `from` up to `to` of a buffer or of a view's range: the page may change them as soon as `send`
 * returns.
 */
export function copyBytes(data: unknown, from: number, to: number): Uint8Array<ArrayBuffer> {
  const size = to - from;
  const copy = new Bytes(size);
  // A detached buffer has size 0 and no view can be made on it; `send` accepts it as an empty message.
  if (size === 0) return copy;
  const isBuffer = !isView(data);
  const isDataView = !isBuffer && typedArrayName(data) === undefined;
  const buffer = isBuffer ? data : isDataView ? dataViewBuffer(data) : typedArrayBuffer(data);
  const offset = isBuffer ? 0 : isDataView ? dataViewOffset(data) : typedArrayOffset(data);
  setBytes(copy, new Bytes(buffer as ArrayBuffer, offset + from, size));
  return copy;
}

export const textRange = (text: string, from: number, to: number): string =>
  to - from === text.length ? text : slice(text, from, to);

/**
 * UTF-8 length, as src/base/bytes.ts has it but on the primitive taken at start. Only for text that is not recorded itself:
 * of recorded text the recorder counts it, off the page's thread.
 */
export function utf8Size(text: string): number {
  let size = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = charCodeAt(text, at);
    if (unit < 0x80) continue;
    size += unit < 0x800 ? 1 : 2;
    if (unit < 0xd800 || unit >= 0xdc00 || at + 1 === text.length) continue;
    // A pair takes 4 bytes: 1 + 2 for its first unit, 1 for its second.
    if ((charCodeAt(text, at + 1) & 0xfc00) === 0xdc00) at++;
  }
  return size;
}
