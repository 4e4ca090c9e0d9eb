import { cut } from './cut.ts';
import { sayCount } from './say.ts';

/**
 * The front of a text that is too long to show, and how much is left out: "aaaa… (996 more characters)". Never cut within a pair of
 * surrogates (UTF-16).
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const last = text.charCodeAt(most - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? most - 1 : most;
  return `${cut(text, end)}… (${sayCount(text.length - end)} more characters)`;
}
