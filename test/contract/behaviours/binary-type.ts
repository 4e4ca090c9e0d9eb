import type { Kit } from '../kit.ts';

/** binaryType may change at any time; it counts when the event is made. */
export default async ({ attempt, open, echo, bytes }: Kit) => {
  const socket = await open();
  const seen: unknown[] = [socket.binaryType];
  const set = (value: unknown): unknown =>
    attempt(() => {
      socket.binaryType = value as BinaryType;
      return socket.binaryType;
    });
  seen.push(set('arraybuffer'), set('wrong'), set(undefined), set('blob'));
  for (const type of ['blob', 'arraybuffer', 'blob'] as const) {
    socket.binaryType = type;
    const { data } = await echo(socket, Uint8Array.of(1, 2));
    seen.push([
      Object.prototype.toString.call(data),
      await bytes(data),
      data.constructor === (type === 'blob' ? Blob : ArrayBuffer),
    ]);
  }
  return seen;
};
