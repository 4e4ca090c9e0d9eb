import type { Connection, Frame } from '../session/session.ts';
import type { Convention } from './convention.ts';
import type { ConnectionDecoder, Decoder } from './decoder.ts';
import { rawDecoder } from './decoders/raw/raw-decoder.ts';
import { decoderById, decoders } from './decoders.ts';
import { createGuarded, guardedDetect } from './guarded-decoder.ts';
import type { Packet } from './packet.ts';
import { isBytePlace } from './place.ts';

/** Frames after which the choice stands. */
const decideWithin = 20;
const recognised = 0.3;
const none: readonly Packet[] = [];

/** One connection's decoder: the one the user chose, or the one recognised within its first frames. */
export interface ConnectionDecoding {
  readonly decoder: Decoder;
  /**
   * The packets this frame completes. While no decoder is recognised none come; at recognition (or when the choice falls
   * on raw) those of the frames held back come first, so nothing is lost and nothing has to be decoded again.
   */
  accept(frame: Frame): readonly Packet[];
  /** What is known of frames that no packet covers yet: held back (read as raw), or part of a packet that goes on. */
  held(): readonly Packet[];
}

/** @param convention what is known of this connection; a binary protocol is only readable by it */
export function createConnectionDecoding(
  connection: Connection,
  chosen?: string,
  convention: Convention = {},
): ConnectionDecoding {
  let decoder = (chosen === undefined ? undefined : decoderById(chosen)) ?? rawDecoder;
  let state: ConnectionDecoder | null =
    chosen === undefined ? null : createGuarded(decoder, connection, convention);
  let first: Frame[] = [];

  const decide = (): boolean => {
    let best = rawDecoder;
    let confidence = 0;
    for (const each of decoders) {
      const sure = guardedDetect(each, connection, first);
      if (sure > confidence) [best, confidence] = [each, sure];
    }
    if (best === rawDecoder && learning && placesBytes(convention)) {
      decoder = learning;
      return true;
    }
    if (confidence < recognised && first.length < decideWithin) return false;
    decoder = best;
    return true;
  };

  return {
    get decoder() {
      return decoder;
    },
    accept(frame) {
      if (state) return state.accept(frame);
      first.push(frame);
      if (!decide()) return [];
      state = createGuarded(decoder, connection, convention);
      const decoding = state;
      const packets = first.flatMap((each) => decoding.accept(each));
      first = [];
      return packets;
    },
    held() {
      if (state) return state.pending?.() ?? none;
      if (first.length === 0) return none;
      const raw = rawDecoder.create(connection);
      return first.flatMap((frame) => raw.accept(frame));
    },
  };
}

/** The decoder that reads by convention. */
const learning = decoders.find((each) => each.learner);

const placesBytes = ({ sent = {}, received = {}, ...both }: Convention): boolean =>
  [both, sent, received].some((side) =>
    Object.values(side).some((place) => typeof place === 'string' && isBytePlace(place)),
  );
