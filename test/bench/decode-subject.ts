import { createAnalysis } from '../../src/analyze/session-analysis.ts';
import { createConnectionDecoding } from '../../src/decode/connection-decoding.ts';
import { type Ids, trafficLog } from './traffic.ts';

/** What is timed, over one log of `frames` frames; each gives a number that depends on all it did. */
export interface DecodeSubject {
  /** `JSON.parse` of every payload and nothing else: what the others are compared with. */
  parse(): number;
  /** Reads the log and decodes it, `JSON.parse` included. */
  decode(): number;
  /** Decodes and analyses. */
  analyse(): number;
}

export function createDecodeSubject(frames: number, ids: Ids = 'counted'): DecodeSubject {
  const log = trafficLog(frames, ids);
  const texts = Array.from({ length: frames }, (_, at) => log.frame(at + 1)?.data as string);
  return {
    parse() {
      let seen = 0;
      for (const text of texts) seen += (JSON.parse(text) as { type: string }).type.length;
      return seen;
    },
    decode() {
      const decoding = createConnectionDecoding(log.connection(1)!);
      let packets = 0;
      for (let number = log.firstFrame; number <= log.lastFrame; number++)
        packets += decoding.accept(log.frame(number)!).length;
      return packets;
    },
    analyse() {
      const analysis = createAnalysis(log);
      analysis.pump(log.lastTime);
      return analysis.exchanges.length;
    },
  };
}
