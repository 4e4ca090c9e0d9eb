import { checkTraffic, type Traffic } from '../laws/traffic.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';
import { bytes, convention, corpusFrames, message, mutated } from '../values.ts';

const separators = ['\n', '\r\n', '\x1e', '', ' '];

/** One frame: a message, several of them, or bytes with a JSON header. */
function payload(random: Random): string | Uint8Array {
  switch (random.int(8)) {
    case 0: {
      const separator = random.pick(separators);
      return random.list(2, 5, () => message(random)).join(separator);
    }
    case 1: {
      const header = new TextEncoder().encode(message(random));
      const framed = new Uint8Array(4 + header.length + random.int(20));
      new DataView(framed.buffer).setUint32(0, header.length);
      framed.set(header, 4);
      return framed;
    }
    case 2:
      return bytes(random, 20);
    default:
      return message(random);
  }
}

export const json: Target<Traffic> = {
  name: 'json',
  share: 10,
  make(random) {
    const budget = random.budget();
    const known = random.once(3) ? corpusFrames(random) : null;
    const count = budget > 10_000 ? random.between(1, 3) : random.between(1, random.once(20) ? 60 : 8);
    const from = known ? random.int(known.length) : 0;
    const frames = Array.from({ length: count }, (_, at) => {
      const frame = known?.[(from + at) % known.length];
      const data = frame?.data ?? payload(random);
      return {
        direction: frame?.direction ?? random.pick(['sent', 'received'] as const),
        data: random.once(40) ? null : mutated(random, data, at === count - 1 ? budget : 2_000),
        after: random.pick([0, 1, 30, 200, 11_000]),
      };
    });
    return {
      url: random.pick(['wss://app.example/rt', 'wss://app.example/rt?session=s-1', 'ws://x', '']),
      decoder: random.pick([null, 'json', 'json']),
      convention: convention(random),
      frames,
      whole: budget > 10_000 || random.once(6),
      pieces: random.once(24) ? random.between(1, 5) : 0,
    };
  },
  run: checkTraffic,
};
