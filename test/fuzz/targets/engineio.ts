import { toBase64 } from '../../../src/base/bytes.ts';
import { checkTraffic, type Traffic } from '../laws/traffic.ts';
import { oddNumbers, oddTexts } from '../odd-values.ts';
import type { Random } from '../random.ts';
import type { Target } from '../target.ts';
import { bytes, jsonText, mutated } from '../values.ts';

export function handshake(random: Random): string {
  const interval = random.once(6) ? `${random.pick(oddNumbers)}` : '25000';
  const timeout = random.once(6) ? `${random.pick(oddNumbers)}` : '20000';
  return `0{"sid":"s","upgrades":[],"pingInterval":${interval},"pingTimeout":${timeout}}`;
}

/** One packet as text (https://github.com/socketio/engine.io-protocol). */
export function enginePacketText(random: Random): string {
  switch (random.int(8)) {
    case 0:
      return handshake(random);
    case 1:
      return random.pick(['2', '3', '2probe', '3probe', '5', '6', '1', '7', '', '9x']);
    case 2:
      return `b${toBase64(bytes(random, 12))}`;
    case 3:
      return `b4${toBase64(bytes(random, 12))}`;
    case 4:
      return `${random.int(10)}${random.pick(oddTexts)}`;
    default:
      return `4${jsonText(random)}`;
  }
}

/** A long-polling body that holds the packet among others. */
export function inBody(random: Random, revision: number, packet: string): string {
  const packets = [packet, ...random.list(0, 3, () => enginePacketText(random))];
  if (revision === 4) return packets.join('\x1e');
  return packets.map((each) => `${random.once(10) ? random.pick(oddNumbers) : each.length}:${each}`).join('');
}

/** Revision 3, binary: kind, the length as a byte a digit, 0xFF, the packet. */
function binaryBody(random: Random): Uint8Array {
  const parts = random.list(1, 3, () => {
    const packet = bytes(random, 12);
    const digits = `${random.once(8) ? random.int(1e6) : packet.length}`;
    return [random.int(random.once(10) ? 4 : 2), ...Array.from(digits, Number), 255, ...packet];
  });
  return Uint8Array.from(parts.flat());
}

export const engineio: Target<Traffic> = {
  name: 'engineio',
  share: 8,
  make(random) {
    const revision = random.pick([3, 4]);
    const transport = random.pick(['websocket', 'polling']);
    const budget = random.budget();
    const count = budget > 10_000 ? random.between(1, 3) : random.between(1, random.once(20) ? 50 : 8);
    const frames = Array.from({ length: count }, (_, at) => {
      const text = enginePacketText(random);
      const body = transport === 'polling' ? inBody(random, revision, text) : text;
      const data = random.once(4) ? (random.once(2) ? bytes(random, 12) : binaryBody(random)) : body;
      return {
        direction: random.pick(['sent', 'received'] as const),
        data: random.once(40) ? null : mutated(random, data, at === count - 1 ? budget : 2_000),
        after: random.pick([0, 1, 30, 25_000, 50_000]),
      };
    });
    return {
      url: random.once(5)
        ? random.pick(['wss://app.example/x', ...oddTexts])
        : `wss://app.example/engine.io/?EIO=${revision}&transport=${transport}${random.once(2) ? '&sid=s' : ''}`,
      decoder: random.pick([null, 'engineio', 'engineio', 'socketio']),
      convention: {},
      frames,
      whole: budget > 10_000 || random.once(6),
      pieces: random.once(24) ? random.between(1, 5) : 0,
    };
  },
  run: checkTraffic,
};
