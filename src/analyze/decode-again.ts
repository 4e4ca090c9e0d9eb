import type { Convention } from '../decode/convention.ts';
import type { Decoder } from '../decode/decoder.ts';
import { createGuarded } from '../decode/guarded-decoder.ts';
import type { Packet } from '../decode/packet.ts';
import type { Connection, SessionLog } from '../session/session.ts';
import type { Exchange, FrameRole } from './results.ts';

/** Frames of the log looked through for the rest of a packet that begins or goes on in this one. */
const lookAhead = 2000;

/**
 * The packets that frame `number` carries or has a part in. Nothing decoded is kept, so the frame is read again with what it needs:
 * the request that it answers before it, the head of its packet, and the frames that complete it.
 */
export function decodeAgain(
  log: SessionLog,
  connection: Connection,
  decoder: Decoder,
  number: number,
  role: FrameRole | undefined,
  exchange: Exchange | undefined,
  convention: Convention,
): readonly Packet[] {
  const state = createGuarded(decoder, connection, convention);
  const head = role?.head ?? number;
  // The whole of the request, over as many frames as it has.
  const request = exchange?.requestFrame ?? head;
  for (let at = request; at < Math.min(head, request + lookAhead); at++) {
    const frame = log.frame(at);
    if (frame?.connection !== connection.id) continue;
    state.accept(frame);
    if ((state.pending?.() ?? []).length === 0) break;
  }
  const carries = (packet: Packet): boolean => packet.spans.some((span) => span.frame === number);
  const found: Packet[] = [];
  const last = Math.min(log.lastFrame, head + lookAhead);
  for (let at = head; at <= last; at++) {
    const frame = log.frame(at);
    if (frame?.connection !== connection.id) continue;
    for (const packet of state.accept(frame)) if (carries(packet)) found.push(packet);
    if (at >= number && !state.pending?.().some(carries)) return found;
  }
  return found.length > 0 ? found : (state.pending?.().filter(carries) ?? []);
}
