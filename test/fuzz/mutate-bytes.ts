import type { Random } from './random.ts';

/** The bytes with one to four changes: bits, announced lengths, cuts, repetitions. */
export function mutateBytes(random: Random, bytes: Uint8Array, budget: number): Uint8Array {
  let changed = bytes.slice();
  for (let left = random.between(1, 4); left > 0; left--) changed = changeBytes(random, changed, budget);
  return changed;
}

function changeBytes(random: Random, bytes: Uint8Array, budget: number): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(bytes);
  const at = random.int(bytes.length + 1);
  switch (random.int(8)) {
    case 0:
      return changed.slice(0, at);
    case 1:
      return changed.slice(at);
    case 2:
      changed[at] = changed[at]! ^ (1 << random.int(8));
      return changed;
    case 3:
      changed[at] = random.pick([0, 1, 0x1e, 0x7f, 0x80, 0xc1, 0xc7, 0xd9, 0xdc, 0xdd, 0xdf, 0xff]);
      return changed;
    case 4: {
      // An announced length, in either order of bytes.
      const length = random.pick([0, 1, bytes.length - at, bytes.length, 2 ** 16, 2 ** 31, 2 ** 32 - 1]);
      const view = new DataView(changed.buffer);
      if (at + 4 <= changed.length) view.setUint32(at, length, random.once(3));
      return changed;
    }
    case 5:
      return join(
        changed.subarray(0, at),
        Uint8Array.from(random.list(0, 12, () => random.int(256))),
        changed.subarray(at),
      );
    default: {
      const piece = bytes.subarray(at, at + random.between(1, 12));
      if (piece.length === 0) return changed;
      const room = Math.floor(Math.max(0, budget - bytes.length) / piece.length);
      const times = budget > 10_000 || random.once(8) ? room : random.int(Math.min(room, 12) + 1);
      const put = new Uint8Array(times * piece.length);
      for (let nth = 0; nth < times; nth++) put.set(piece, nth * piece.length);
      return join(changed.subarray(0, at), put, changed.subarray(at));
    }
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
