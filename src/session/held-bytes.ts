import type { Frame } from './session.ts';

const beyondAscii = /[\u0080-\uffff]/;

/**
 * Bytes of memory that a text counts as: one a character where it is ASCII, else two. V8 takes one up to U+00FF, but for all
 * characters of a text or for none, and of a batch all texts are one.
 */
export const textBytes = (text: string): number => (beyondAscii.test(text) ? 2 * text.length : text.length);

/** Whether a payload counts two bytes a character. `size` is its UTF-8 length: as many bytes as characters are ASCII. */
export const isWidePayload = (data: Frame['data'], size: number): boolean =>
  typeof data === 'string' && size !== data.length;

export const payloadBytes = (data: Frame['data'], isWide: boolean): number =>
  data === null ? 0 : isWide ? 2 * data.length : data.length;
