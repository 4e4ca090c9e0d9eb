import type { Kit } from '../kit.ts';

/** What was sent is what was there at the call; detached, resizable and shared buffers have rules of their own. */
export default async ({ attempt, open, bytes }: Kit) => {
  const socket = await open();
  socket.binaryType = 'arraybuffer';
  const heard: Promise<unknown>[] = [];
  socket.onmessage = ({ data }) => heard.push(bytes(data));
  const send = socket.send.bind(socket) as (data: unknown) => void;
  const changing = Uint8Array.of(1, 2, 3);
  send(changing);
  changing.fill(9);
  const detached = new ArrayBuffer(4);
  const viewOfDetached = new Uint8Array(detached);
  structuredClone(detached, { transfer: [detached] });
  const resizable = new (
    ArrayBuffer as unknown as new (
      size: number,
      options: object,
    ) => ArrayBuffer & { resize(size: number): void }
  )(4, { maxByteLength: 8 });
  const tracking = new Uint8Array(resizable);
  const fixed = new Uint8Array(resizable, 2, 2);
  const results = [
    attempt(() => send(detached)),
    attempt(() => send(viewOfDetached)),
    attempt(() => send(resizable)),
    attempt(() => send(tracking)),
  ];
  resizable.resize(8);
  results.push(
    attempt(() => send(tracking)),
    attempt(() => send(fixed)),
  );
  resizable.resize(1);
  results.push(
    attempt(() => send(fixed)),
    attempt(() => send(tracking)),
  );
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer;
  results.push(
    attempt(() => send(shared)),
    attempt(() => send(new Uint8Array(shared))),
    attempt(() => send(new DataView(shared))),
  );
  socket.send('end');
  while (true) {
    const last = await heard.at(-1);
    if (last === 'end') break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return { results, heard: await Promise.all(heard) };
};
