import { charCodeAt, slice } from './primitives.ts';

const markLength = 40;

/** As src/wire/fact-caps.ts has it, to the letter, on the primitives taken at start: what the recorder gets is not cut again. */
export function capText(text: string, cap: number): string {
  if (text.length <= cap) return text;
  let kept = cap - markLength;
  if ((charCodeAt(text, kept - 1) & 0xfc00) === 0xd800) kept--;
  return `${slice(text, 0, kept)}… (${grouped(text.length - kept)} characters more)`;
}

/** 1234567 → "1,234,567" */
export function grouped(count: number): string {
  if (count < 1000) return `${count}`;
  const rest = count % 1000;
  return `${grouped((count - rest) / 1000)},${rest < 10 ? '00' : rest < 100 ? '0' : ''}${rest}`;
}
