import type { Kit } from '../kit.ts';

/** Each place of a list of protocols is read as often as the constructor reads it. */
export default async ({ url, once }: Kit) => {
  const read: string[] = [];
  const list = ['first', 'second', 'third'];
  Object.defineProperty(list, 1, {
    enumerable: true,
    get() {
      read.push('second');
      return `second${read.length}`;
    },
  });
  const odd = {
    toString() {
      read.push('odd');
      return `odd${read.length}`;
    },
  };
  const iterable = {
    *[Symbol.iterator]() {
      read.push('begun');
      yield 'of-an-iterable';
      yield odd;
      read.push('done');
    },
  };
  const offered: unknown[] = [];
  for (const protocols of [list, [odd], iterable, new Set(['a', 'b'])]) {
    const socket = new WebSocket(url, protocols as string[]);
    await once(socket, 'open');
    offered.push(socket.protocol);
    socket.close();
  }
  return { read, offered };
};
