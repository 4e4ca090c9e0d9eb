/** One line of a hex view: offset, 16 bytes, and those that are printable ASCII. */
export interface HexLine {
  readonly offset: string;
  readonly hex: string;
  readonly ascii: string;
}

export const hexLines = (length: number): number => Math.ceil(length / 16);

export function hexLine(bytes: Uint8Array, line: number): HexLine {
  const part = bytes.subarray(line * 16, line * 16 + 16);
  const pairs = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'));
  return {
    offset: (line * 16).toString(16).padStart(6, '0'),
    hex: `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`.trimEnd(),
    ascii: Array.from(part, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(
      '',
    ),
  };
}

/** The first bytes for a list row: "binary  25 50 44 46 …" */
export const hexPreview = (bytes: Uint8Array, count = 24): string =>
  Array.from(bytes.subarray(0, count), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
