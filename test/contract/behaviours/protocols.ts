import type { Kit } from '../kit.ts';

export default async ({ open, once, url }: Kit) => {
  const reads: string[] = [];
  function* offered() {
    reads.push('one');
    yield 'one';
    reads.push('two');
    yield 'two';
  }
  const lazy = new WebSocket(url, offered() as unknown as string[]);
  await once(lazy, 'open');
  const list = await open('', ['x', 'y']);
  const single = await open('', 'only');
  const none = await open();
  const empty = await open('', []);
  return {
    reads,
    chosen: [lazy, list, single, none, empty].map(({ protocol, extensions }) => [protocol, extensions]),
  };
};
