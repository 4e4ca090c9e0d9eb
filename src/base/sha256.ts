/**
 * SHA-256 (FIPS 180-4) without waiting: Web Crypto answers later, and what is derived from a log must not depend on when. For a stream of a
 * few MiB with a declared hash; larger ones are left to Web Crypto.
 *
 * @returns lower-case hex
 */
export function sha256(parts: readonly Uint8Array[]): string {
  const state = Int32Array.from(initial);
  const block = new Uint8Array(64);
  const schedule = new Int32Array(64);
  let filled = 0;
  let length = 0;
  for (const part of parts) {
    length += part.length;
    let at = 0;
    if (filled > 0) {
      const take = Math.min(64 - filled, part.length);
      block.set(part.subarray(0, take), filled);
      filled += take;
      at = take;
      if (filled < 64) continue;
      compress(state, schedule, block, 0);
      filled = 0;
    }
    for (; at + 64 <= part.length; at += 64) compress(state, schedule, part, at);
    block.set(part.subarray(at), 0);
    filled = part.length - at;
  }
  block[filled++] = 0x80;
  if (filled > 56) {
    block.fill(0, filled);
    compress(state, schedule, block, 0);
    filled = 0;
  }
  block.fill(0, filled);
  const view = new DataView(block.buffer);
  view.setUint32(56, Math.floor(length / 0x20000000));
  view.setUint32(60, (length * 8) >>> 0);
  compress(state, schedule, block, 0);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

const primes: readonly number[] = (() => {
  const found: number[] = [];
  for (let n = 2; found.length < 64; n++) if (found.every((prime) => n % prime !== 0)) found.push(n);
  return found;
})();
/** The first 32 bits of the fractional part, which is how the standard defines its constants. */
const fraction = (root: number): number => ((root - Math.floor(root)) * 0x100000000) | 0;
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const constants = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

function compress(state: Int32Array, w: Int32Array, bytes: Uint8Array, from: number): void {
  for (let i = 0; i < 16; i++) {
    const at = from + i * 4;
    w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15]!;
    const y = w[i - 2]!;
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + constants[i]! + w[i]!) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let i = 0; i < 8; i++) state[i] = (state[i]! + sums[i]!) | 0;
}
