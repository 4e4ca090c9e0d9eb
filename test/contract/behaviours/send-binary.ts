import type { Kit } from '../kit.ts';

export default async ({ open, echo, bytes }: Kit) => {
  const socket = await open();
  socket.binaryType = 'arraybuffer';
  const buffer = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7]).buffer;
  const seen: unknown[] = [];
  const sent = [
    buffer,
    new ArrayBuffer(0),
    new Uint8Array(buffer, 2, 3),
    new Uint16Array(buffer, 2, 2),
    new Float64Array(buffer),
    new BigInt64Array(buffer),
    new DataView(buffer, 5, 2),
    new Uint8ClampedArray(buffer).subarray(6),
    new Blob(['blob ', new Uint8Array(buffer, 0, 2)]),
    new Blob([]),
    new File(['file'], 'name.txt'),
  ];
  for (const each of sent) {
    const { data } = await echo(socket, each as ArrayBuffer);
    seen.push([Object.prototype.toString.call(data), await bytes(data)]);
  }
  return seen;
};
