import type { Analysis } from '../../../src/analyze/analysis.ts';
import { sayCount } from '../../../src/base/say.ts';
import { shorten } from '../../../src/base/shorten.ts';
import { decoderById } from '../../../src/decode/decoders.ts';
import type { Packet } from '../../../src/decode/packet.ts';

/** Packets that one line names, and characters of each and of all; a frame may hold ten thousand. */
const saidPackets = 20;
const longestSummary = 500;
const longestLine = 1_000;
/** Rows that were on screen lately; a page of them is about 40. */
const remembered = 500;

interface Said {
  readonly summary: string;
  readonly brief: string;
}

/**
 * What the packet in a frame says, in a line: `/chat join("lobby") → ack("ok")`. Null where the payload as it came says as much. Reads
 * frames again when they come on screen, and remembers the latest.
 */
export type FrameSummaries = (analysis: Analysis, frame: number) => string | null;

export function createFrameSummaries(): FrameSummaries {
  let of: Analysis | null = null;
  let generation = 0;
  const said = new Map<number, Said>();

  const read = (analysis: Analysis, frame: number): Said | null => {
    const known = said.get(frame);
    if (known) return known;
    const packets = analysis.packets(frame);
    const whole = packets.find((packet) => packet.frame === frame) ?? packets[0];
    if (!whole) return null;
    const entry = {
      summary: summaryOf(packets, frame, whole),
      brief: shorten(whole.brief ?? whole.summary, longestSummary),
    };
    // A packet that is not complete has no links yet, and says more later.
    const isWhole = ({ kind, links }: Packet): boolean =>
      links.length > 0 || (kind !== 'message' && kind !== 'request');
    if (packets.every(isWhole)) said.set(frame, entry);
    if (said.size > remembered) said.delete(said.keys().next().value ?? 0);
    return entry;
  };

  return (analysis, number) => {
    if (of !== analysis || generation !== analysis.generation) said.clear();
    of = analysis;
    generation = analysis.generation;
    const frame = analysis.log.frame(number);
    // Not analysed yet: what it belongs to is not known.
    if (!frame || number > analysis.lastFrame) return null;
    if (!decoderById(analysis.decoderOf(frame.connection))?.summarises) return null;
    const own = read(analysis, number);
    if (!own) return null;
    const role = analysis.role(number);
    const exchange = role?.exchange == null ? undefined : analysis.exchange(role.exchange);
    const answer = exchange?.requestFrame === number ? exchange.responseFrames.at(-1) : undefined;
    const partner = answer === undefined ? null : read(analysis, answer);
    return partner ? `${own.summary} → ${partner.brief}` : own.summary;
  };
}

function summaryOf(packets: readonly Packet[], frame: number, whole: Packet): string {
  const at = whole.spans.findIndex((span) => span.frame === frame);
  if (whole.frame !== frame && at > 0)
    return `attachment ${at} of ${whole.spans.length - 1} of ${whole.name}`;
  const said = packets
    .slice(0, saidPackets)
    .map((packet) => shorten(packet.summary, longestSummary))
    .join(' · ');
  const left = packets.length - saidPackets;
  return left > 0 ? `${shorten(said, longestLine)} · and ${sayCount(left)} more` : shorten(said, longestLine);
}
