import { describe, expect, it } from 'vitest';
import { decodeAgain } from '../../../src/analyze/decode-again.ts';
import type { Decoder } from '../../../src/decode/decoder.ts';
import { logOf } from '../../support/frame-script.ts';

const log = logOf('open 1 ws://a/\n> one\n> two');
const again = (decoder: Decoder) =>
  decodeAgain(log, log.connection(1)!, decoder, 2, undefined, undefined, {});
const fault = (): never => {
  throw new Error('boom');
};
const faulty = (create: Decoder['create']): Decoder => ({
  id: 'faulty',
  label: 'x',
  detect: () => 1,
  create,
});

describe('reading a frame again for a view', () => {
  it.each([
    ['reads', faulty(() => ({ accept: fault }))],
    ['begins', faulty(fault)],
    ['says what is pending', faulty(() => ({ accept: () => [], pending: fault }))],
  ])('shows the frame although the decoder fails when it %s', (what, decoder) => {
    const packets = again(decoder);
    if (what === 'says what is pending') expect(packets).toEqual([]);
    else
      expect(packets).toMatchObject([
        {
          frame: 2,
          layers: ['Raw'],
          problem: {
            code: 'decoder-fault',
            message: 'the decoder failed (boom); please report this frame',
          },
        },
      ]);
  });
});
