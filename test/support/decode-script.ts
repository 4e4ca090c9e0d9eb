import type { Decoder } from '../../src/decode/decoder.ts';
import type { Packet } from '../../src/decode/packet.ts';
import { logOf } from './frame-script.ts';

/** The packets of connection 1 of a frame script, as one decoder reads them. */
export function decodeScript(decoder: Decoder, frames: string): readonly Packet[] {
  const log = logOf(`open 1 ws://app.example/rt\n${frames}`);
  const state = decoder.create(log.connections[0]!);
  const packets: Packet[] = [];
  for (let number = log.firstFrame; number <= log.lastFrame; number++)
    packets.push(...state.accept(log.frame(number)!));
  return packets;
}
