import type { Connection, Frame } from '../session/session.ts';
import type { Convention } from './convention.ts';
import type { ConnectionDecoder, Decoder } from './decoder.ts';
import { rawDecoder } from './decoders/raw/raw-decoder.ts';
import type { Packet } from './packet.ts';

const none: readonly Packet[] = [];

/**
 * A decoder's state for one connection, with a guard around it. A decoder never throws; should one do so all the same, that frame is
 * shown as it came, with the fault, and the analysis of a million others goes on. Every reader of frames goes through this one guard.
 */
export function createGuarded(
  decoder: Decoder,
  connection: Connection,
  convention: Convention,
): ConnectionDecoder {
  let state: ConnectionDecoder;
  try {
    state = decoder.create(connection, convention);
  } catch (error) {
    return { accept: (frame) => asItCame(connection, frame, error) };
  }
  const accept = (frame: Frame): readonly Packet[] => {
    try {
      return state.accept(frame);
    } catch (error) {
      return asItCame(connection, frame, error);
    }
  };
  if (!state.pending) return { accept };
  return {
    accept,
    pending() {
      try {
        return state.pending?.() ?? none;
      } catch {
        // What is incomplete has no word of its own: the frame that completes it says what went wrong.
        return none;
      }
    },
  };
}

/** How sure a decoder is that a connection is its own; 0 where it fails. */
export function guardedDetect(decoder: Decoder, connection: Connection, first: readonly Frame[]): number {
  try {
    return decoder.detect(connection, first);
  } catch {
    return 0;
  }
}

/** The value of a packet, or the fault of the decoder that reads it. */
export function guardedValue(
  packet: Packet,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string } {
  try {
    return { ok: true, value: packet.value() };
  } catch (error) {
    return { ok: false, why: faultOf(error) };
  }
}

function asItCame(connection: Connection, frame: Frame, error: unknown): readonly Packet[] {
  return rawDecoder
    .create(connection)
    .accept(frame)
    .map((packet) => ({ ...packet, problem: { code: 'decoder-fault', offset: 0, message: faultOf(error) } }));
}

const faultOf = (error: unknown): string =>
  `the decoder failed (${error instanceof Error ? error.message : String(error)}); please report this frame`;
