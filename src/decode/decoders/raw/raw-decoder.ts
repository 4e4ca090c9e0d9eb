import type { Decoder } from '../../decoder.ts';

/** Answers for every frame that nothing else reads: no links, the payload as it is. */
export const rawDecoder: Decoder = {
  id: 'raw',
  label: 'Raw',
  detect: () => 0.01,
  create: () => ({
    accept: (frame) => [
      {
        connection: frame.connection,
        frame: frame.number,
        spans: [{ frame: frame.number, start: 0, end: frame.size }],
        time: frame.time,
        direction: frame.direction,
        kind: 'raw',
        name: frame.binary ? 'binary' : 'text',
        summary: typeof frame.data === 'string' ? frame.data.slice(0, 200) : '',
        value: () => frame.data,
        links: [],
        layers: ['Raw'],
      },
    ],
  }),
};
