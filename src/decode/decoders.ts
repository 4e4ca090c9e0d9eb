import type { Decoder } from './decoder.ts';
import { engineioDecoder } from './decoders/engineio/engineio-decoder.ts';
import { jsonDecoder } from './decoders/json/json-decoder.ts';
import { rawDecoder } from './decoders/raw/raw-decoder.ts';
import { socketioDecoder } from './decoders/socketio/socketio-decoder.ts';

/** Every decoder, most specific first: at equal confidence the earlier one is chosen. */
export const decoders: readonly Decoder[] = [socketioDecoder, engineioDecoder, jsonDecoder, rawDecoder];

/** Ids are named in reports and settings, so two decoders under one id are a programmer error. */
export function decoderById(id: string): Decoder | undefined {
  return decoders.find((decoder) => decoder.id === id);
}

if (new Set(decoders.map((decoder) => decoder.id)).size !== decoders.length)
  throw new Error('two decoders share an id');
