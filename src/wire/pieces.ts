import { isBytes, utf8Length } from '../base/bytes.ts';

/** The payload that is coming in pieces. */
export interface Pieces {
  /** Order of the fact it belongs to; null while none is coming. */
  readonly order: number | null;
  add(order: number, piece: unknown): void;
  /** The whole, and its bytes (UTF-8 for text). Null where it was too large, of two kinds or not all there. */
  take(): { readonly payload: string | Uint8Array | null; readonly size: number };
  /** What has come cannot become whole any more. */
  spoil(): void;
  /** Forgets it; returns its bytes so far. */
  drop(): number;
}

/** Joins payloads, and holds no more of one than may be kept: `cap` bytes or UTF-16 units, `most` pieces. */
export function createPieces(cap: number, most: number): Pieces {
  let order: number | null = null;
  let pieces: (string | Uint8Array)[] = [];
  /** Of all pieces, as the cap counts them, and bytes of those that are not held any more. */
  let units = 0;
  let bytes = 0;
  let isSound = true;

  const reset = (): void => {
    order = null;
    pieces = [];
    units = bytes = 0;
    isSound = true;
  };
  const spoil = (): void => {
    isSound = false;
    for (const piece of pieces) bytes += sizeOf(piece);
    pieces = [];
  };

  return {
    get order() {
      return order;
    },
    add(at, piece) {
      order = at;
      if (typeof piece !== 'string' && !isBytes(piece)) return spoil();
      units += piece.length;
      const [first = piece] = pieces;
      if (units > cap || pieces.length >= most || typeof first !== typeof piece) spoil();
      if (isSound) pieces.push(piece);
      else bytes += sizeOf(piece);
    },
    take() {
      const whole = { payload: isSound ? join(pieces, units) : null, size: bytes };
      reset();
      return whole;
    },
    spoil() {
      if (order !== null) spoil();
    },
    drop() {
      spoil();
      const dropped = bytes;
      reset();
      return dropped;
    },
  };
}

const sizeOf = (piece: string | Uint8Array): number =>
  typeof piece === 'string' ? utf8Length(piece) : piece.length;

function join(pieces: readonly (string | Uint8Array)[], size: number): string | Uint8Array {
  if (typeof pieces[0] === 'string') return pieces.join('');
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces as readonly Uint8Array[]) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
