import { defaultSettings } from '../../../src/analyze/settings.ts';
import { utf8Length } from '../../../src/base/bytes.ts';
import { createConnectionDecoding } from '../../../src/decode/connection-decoding.ts';
import type { Convention } from '../../../src/decode/convention.ts';
import type { Packet } from '../../../src/decode/packet.ts';
import { createSessionLog } from '../../../src/session/log.ts';
import type { SessionWriter } from '../../../src/session/session.ts';
import type { Direction, Fact } from '../../../src/wire/fact.ts';
import { feedTwice } from '../../support/in-pieces.ts';
import { must } from '../target.ts';
import { checkAnalysis } from './analysis-laws.ts';
import { checkLog } from './log-laws.ts';
import { checkPacket, checkPayload } from './packet-laws.ts';

/** Packets of one frame that are looked at closely: it may have ten thousand. */
const lookedAt = 50;

/** Frames of one connection, and how they are read. */
export interface Traffic {
  readonly url: string;
  /** Null leaves the choice to the recognition. */
  readonly decoder: string | null;
  readonly convention: Convention;
  readonly frames: readonly {
    readonly direction: Direction;
    readonly data: string | Uint8Array | null;
    /** ms after the frame before */
    readonly after: number;
  }[];
  /** Also goes through the analysis, the report and what is drawn of it. */
  readonly whole: boolean;
  /** Feeds it twice more, at once and in pieces of so many facts, which must give the same report; 0 does not. */
  readonly pieces: number;
}

export function factsOf({ url, frames }: Traffic): readonly Fact[] {
  const at = { time: 0, connection: 1 };
  const facts: Fact[] = [
    { kind: 'page', order: 0, time: 0, page: 1, url: 'https://app.example/', frame: 'top', origin: 1 },
    { kind: 'constructed', order: 1, ...at, page: 1, url, protocols: [], readyState: 0 },
    { kind: 'opened', order: 2, ...at, protocol: '', extensions: '' },
  ];
  let time = 0;
  for (const [index, { direction, data, after }] of frames.entries()) {
    time += after;
    const binary = typeof data !== 'string';
    const size = data === null ? 0 : typeof data === 'string' ? utf8Length(data) : data.length;
    const placed = { order: index + 3, time, connection: 1, number: index + 1 };
    facts.push({ kind: 'frame', ...placed, direction, size, data, binary });
  }
  facts.push({ kind: 'closed', ...at, order: facts.length, time, code: 1006, reason: '', wasClean: false });
  return facts;
}

/** The whole way of traffic: decoder, log, analysis, report, and what the panel shows. */
export async function checkTraffic(traffic: Traffic): Promise<void> {
  const facts = factsOf(traffic);
  const log = createSessionLog();
  for (const fact of facts) log.append(fact);
  checkLog(log);
  decode(log, traffic);
  for (const { data } of traffic.frames.slice(0, 4)) checkPayload(data);
  if (!traffic.whole) return;
  const { decoder, convention, url } = traffic;
  const rules = [{ connection: 1, convention }];
  const decoders: Readonly<Record<number, string>> = decoder === null ? {} : { 1: decoder };
  await checkAnalysis(log, { ...defaultSettings, decoders, rules });
  if (traffic.pieces === 0) return;
  const { atOnce, inPieces } = await feedTwice(facts, traffic.pieces);
  const [one, other] = [JSON.stringify(atOnce), JSON.stringify(inPieces)];
  must(one === other, () => `in pieces of ${traffic.pieces} the report of ${url} is another one`);
}

/** A decoder by itself: it never throws and never hides a frame. */
function decode(log: SessionWriter, { decoder, convention, frames }: Traffic): void {
  const decoding = createConnectionDecoding(log.connections[0]!, decoder ?? undefined, convention);
  const seen = new Set<number>();
  const take = (packets: readonly Packet[]): void => {
    for (const packet of packets.slice(0, lookedAt)) checkPacket(packet);
    for (const packet of packets) for (const { frame } of packet.spans) seen.add(frame);
  };
  for (let number = 1; number <= frames.length; number++) take(decoding.accept(log.frame(number)!));
  take(decoding.held());
  for (let number = 1; number <= frames.length; number++)
    must(seen.has(number), () => `frame ${number} is in no packet`);
}
