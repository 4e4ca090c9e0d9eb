import type { DecodeProblem } from './packet.ts';

/**
 * Items (values and keys) of one decoded value. One takes up to 100 bytes in memory, so a million take some 100 MB at most, for a
 * moment; the largest messages of real applications (snapshots of some MB) have tens of thousands. An item takes at least one
 * character or byte, so a shorter message needs no count.
 */
export const maxItems = 1_000_000;

/** Packets read from one frame: lines, items of a batch, packets of a long-polling body. */
export const maxPackets = 10_000;

export const tooManyItems = (offset: number): DecodeProblem => ({
  code: 'value-too-large',
  offset,
  message: `the value has more than ${maxItems} items; it is kept as it came`,
});

export const tooManyPackets = (offset: number): DecodeProblem => ({
  code: 'too-many-packets',
  offset,
  message: `the frame has more than ${maxPackets} packets; it is kept as it came`,
});
