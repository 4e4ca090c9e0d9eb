import type { Analysis } from '../../../src/analyze/analysis.ts';
import { guardedValue } from '../../../src/decode/guarded-decoder.ts';
import type { Packet } from '../../../src/decode/packet.ts';

/** Packets of one frame that a view shows; a frame may hold ten thousand. */
const shownPackets = 50;
/** Frames that are remembered: a request and its answers. */
const remembered = 4;

/** A packet as it is shown: its value was read, or the reason why it could not be. */
export interface ShownPacket {
  readonly packet: Packet;
  readonly value: unknown;
  readonly fault: string | null;
}

export interface FramePackets {
  readonly packets: readonly ShownPacket[];
  /** More that the frame holds. */
  readonly left: number;
}

/** The first packets of a frame, for the details. A frame is read once, not again at each paint: it may be 60 MB. */
export function createFramePackets(): (analysis: Analysis, frame: number) => FramePackets {
  let of: Analysis | null = null;
  let generation = 0;
  const read = new Map<number, FramePackets>();
  return (analysis, number) => {
    if (of !== analysis || generation !== analysis.generation) read.clear();
    of = analysis;
    generation = analysis.generation;
    const known = read.get(number);
    if (known) return known;
    const all = analysis.packets(number);
    const packets = all.slice(0, shownPackets).map((packet): ShownPacket => {
      const value = guardedValue(packet);
      return value.ok
        ? { packet, value: value.value, fault: null }
        : { packet, value: undefined, fault: value.why };
    });
    const found = { packets, left: all.length - packets.length };
    if (isSettled(analysis, number, all)) {
      read.set(number, found);
      if (read.size > remembered) read.delete(read.keys().next().value!);
    }
    return found;
  };
}

/** What is not analysed yet, has no bytes yet, or waits for the rest of it, says more later. */
function isSettled(analysis: Analysis, number: number, packets: readonly Packet[]): boolean {
  if (number > analysis.lastFrame || packets.length === 0) return false;
  if (analysis.log.frame(number)?.payload === 'pending') return false;
  const head = analysis.role(number)?.head;
  const isWhole = packets.every(
    ({ links, kind, spans }) =>
      links.length > 0 || (kind !== 'attachment' && spans.every(({ frame }) => frame === number)),
  );
  return isWhole && (head === null || packets.some(({ links }) => links.length > 0));
}
