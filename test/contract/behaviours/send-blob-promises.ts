import type { Kit } from '../kit.ts';

/** Sending a Blob asks nothing of promises that a page has changed. */
export default async ({ open, once, bytes }: Kit) => {
  const met: string[] = [];
  const socket = await open();
  socket.binaryType = 'blob';
  const { then } = Promise.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(Promise.prototype, 'constructor')!;
  Object.defineProperty(Promise.prototype, 'constructor', {
    configurable: true,
    get() {
      met.push('constructor');
      return Promise;
    },
  });
  const species = Object.getOwnPropertyDescriptor(Promise, Symbol.species)!;
  Object.defineProperty(Promise, Symbol.species, {
    configurable: true,
    get() {
      met.push('species');
      return Promise;
    },
  });
  // Not `async` from here on: waiting asks for the constructor itself.
  const patched = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = function () {
    met.push('arrayBuffer');
    return patched.call(this);
  };
  const answered = new Promise<MessageEvent>((resolve) =>
    socket.addEventListener('message', resolve, { once: true }),
  );
  socket.send(new Blob(['some', ' bytes']));
  const { data } = await new Promise<MessageEvent>((resolve) => {
    then.call(answered, resolve as (value: unknown) => void);
  });
  const during = met.filter((each) => each === 'arrayBuffer');
  const asked = met.length;
  Object.defineProperty(Promise.prototype, 'constructor', descriptor);
  Object.defineProperty(Promise, Symbol.species, species);
  Blob.prototype.arrayBuffer = patched;
  const closed = once(socket, 'close');
  socket.close();
  await closed;
  return { during, asked, data: await bytes(data as Blob) };
};
