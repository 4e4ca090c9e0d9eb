import type { Link } from '../decode/link.ts';
import type { Packet } from '../decode/packet.ts';
import type { Analyzer } from './analyzer.ts';

/** Kinds of link as bits: what a packet has and what an analyzer reads is compared in one step. */
const bits: Readonly<Record<Link['kind'], number>> = {
  asks: 1,
  answers: 2,
  cancels: 4,
  numbered: 8,
  acks: 16,
  'starts-stream': 32,
  chunk: 64,
  'ends-stream': 128,
  'resumes-stream': 256,
  beats: 512,
  'beat-rule': 1024,
  emits: 2048,
  'resumes-session': 4096,
  continues: 8192,
  leaves: 16_384,
};
const all = -1;

/** Brings each packet to the analyzers that read one of its links, in their order. */
export function createBringer(analyzers: readonly Analyzer[]): (packet: Packet) => void {
  type Accept = (packet: Packet) => void;
  const readers: { readonly reads: number; readonly accept: Accept }[] = [];
  for (const { reads, accept } of analyzers)
    if (accept) readers.push({ reads: reads?.reduce((mask, kind) => mask | bits[kind], 0) ?? all, accept });
  /** Who reads a packet with these links: their combinations are few and come back in every packet. */
  const readersOf = new Map<number, readonly Accept[]>();
  return (packet) => {
    let has = 0;
    for (const { kind } of packet.links) has |= bits[kind];
    let accepts = readersOf.get(has);
    if (!accepts) {
      accepts = readers
        .filter(({ reads }) => (reads & has) !== 0 || reads === all)
        .map(({ accept }) => accept);
      readersOf.set(has, accepts);
    }
    for (const accept of accepts) accept(packet);
  };
}
