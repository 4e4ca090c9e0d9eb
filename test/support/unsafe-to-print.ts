const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at));

/** What a terminal obeys, or what hides or reorders text: listed here by itself, not by the classes that the code uses. */
export const unsafeToPrint: readonly string[] = [
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  '\u00ad',
  '\u061c',
  '\u200b',
  ...range(0x200e, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2060, 0x2064),
  ...range(0x2066, 0x206f),
  '\ufeff',
  ...range(0xfff9, 0xfffb),
  ...range(0xe0020, 0xe007f),
];
