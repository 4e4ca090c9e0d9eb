/** Bits of a row's flags (see batch.ts). Single constants, so that the hook's bundle holds the numbers alone. */
export const received = 1;
export const binary = 2;
/** Its Blob is being read; the bytes come in a row of their own. */
export const pending = 4;
export const dropped = 8;
/** The payload goes on in the next row. */
export const goesOn = 16;
/** The bytes of an earlier frame's Blob. */
export const bytesOf = 32;
/** No frame, but the call stack of the one in the next row. */
export const stack = 64;
/** The payload is the next `size` units of the batch's text; without this it is the next of its bytes, if it has any. */
export const text = 128;
