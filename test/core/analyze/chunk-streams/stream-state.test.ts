import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSegment,
  createStream,
  firstHole,
  indexOfOffset,
  type MutableStream,
  placeChunk,
  rewind,
} from '../../../../src/analyze/chunk-streams/stream-state.ts';
import type { Packet } from '../../../../src/decode/packet.ts';

const packet = { connection: 1, frame: 1, time: 0, direction: 'sent' } as Packet;

function streamOf(): MutableStream {
  const stream = createStream(packet, { kind: 'starts-stream', name: 'f' }, 1);
  addSegment(stream, packet, 0);
  return stream;
}

describe('the state of a stream', () => {
  it('says of offsets, holes and bytes what adding up says', () => {
    const step = fc.record({
      what: fc.constantFrom('place', 'place', 'place', 'rewind', 'resume'),
      index: fc.nat(40),
      bytes: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.array(fc.nat(200)), (steps, offsets) => {
        const stream = streamOf();
        for (const { what, index, bytes } of steps) {
          if (what === 'place') placeChunk(stream, packet, index, bytes);
          else if (what === 'rewind') rewind(stream, Math.min(index, stream.sizes.length));
          else addSegment(stream, packet, stream.next);
          for (const offset of offsets) {
            let index = 0;
            let sum = 0;
            while (sum < offset && index < stream.sizes.length) sum += stream.sizes[index++] ?? 0;
            const expected = sum >= offset ? index : stream.sizes.length + 1;
            expect(indexOfOffset(stream, offset)).toBe(expected);
          }
          const hole = stream.sizes.indexOf(undefined);
          expect(firstHole(stream)).toBe(hole < 0 ? null : hole);
          const sum = stream.sizes.reduce<number>((all, size) => all + (size ?? 0), 0);
          expect(stream.carried.bytes).toBe(sum);
        }
      }),
    );
  });

  it('costs the same for the last chunk as for the first', { timeout: 120_000 }, () => {
    const stream = streamOf();
    const before = process.cpuUsage();
    for (let chunk = 0; chunk < 50_000; chunk++) {
      placeChunk(stream, packet, chunk, 10);
      indexOfOffset(stream, 10 * chunk);
    }
    for (let again = 0; again < 50_000; again++) {
      rewind(stream, 49_999);
      placeChunk(stream, packet, 49_999, 10);
    }
    placeChunk(stream, packet, 60_000, 10);
    for (let again = 0; again < 50_000; again++) firstHole(stream);
    const { user, system } = process.cpuUsage(before);
    // Some 0.1 s; ten seconds and more where the chunks are walked over each time.
    expect((user + system) / 1000).toBeLessThan(4_000);
    expect(stream.connections).toEqual([1]);
  });
});
