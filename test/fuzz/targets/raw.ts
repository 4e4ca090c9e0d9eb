import { checkTraffic, type Traffic } from '../laws/traffic.ts';
import { oddTexts } from '../odd-values.ts';
import type { Target } from '../target.ts';
import { bytes, corpusFrames, mutated } from '../values.ts';

/** Payloads without any grammar, under every decoder. */
export const raw: Target<Traffic> = {
  name: 'raw',
  share: 6,
  make(random) {
    const budget = random.budget();
    const count = budget > 10_000 ? 1 : random.between(1, 6);
    const known = corpusFrames(random);
    const frames = Array.from({ length: count }, (_, at) => {
      const { data, direction } = random.pick(known);
      const each = random.pick([
        data ?? '',
        bytes(random, 40),
        random.pick(oddTexts),
        random.pick(oddTexts).repeat(9),
      ]);
      return {
        direction,
        data: random.once(20) ? null : mutated(random, each, at === count - 1 ? budget : 2_000),
        after: random.int(300),
      };
    });
    return {
      url: random.once(2)
        ? 'wss://app.example/rt'
        : mutated(random, 'wss://app.example/socket.io/?EIO=4&sid=a#b', 2_000),
      decoder: random.pick([null, 'raw', 'raw', 'json', 'engineio', 'socketio']),
      convention: {},
      frames,
      whole: budget > 10_000 || random.once(6),
      pieces: 0,
    };
  },
  run: checkTraffic,
};
