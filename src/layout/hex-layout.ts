/** Eight bytes a line fit the details pane beside their offset and text. */
export const hexWidth = 8;

/** One line of a hex view: offset, bytes, and those that are printable ASCII. */
export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly ascii: string;
}

export const hexLines = (length: number): number => Math.ceil(length / hexWidth);

export function hexLine(bytes: Uint8Array, line: number): HexLine {
  const part = bytes.subarray(line * hexWidth, (line + 1) * hexWidth);
  const pairs = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
  return {
    offset: (line * hexWidth).toString(16).padStart(6, '0'),
    hex: `${pairs.slice(0, 4).join(' ')}  ${pairs.slice(4).join(' ')}`.trimEnd(),
    ascii: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(
      '',
    ),
  };
}

/** The first bytes for a list row: "binary  25 50 44 46 …" */
export const hexPreview = (bytes: Uint8Array, count = 24): string =>
  Array.from(bytes.subarray(0, count), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
