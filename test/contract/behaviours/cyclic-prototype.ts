import type { Kit } from '../kit.ts';

/** A function that would inherit from itself is refused, in the same words; other changes of its prototype are made. */
export default ({ attempt }: Kit) => {
  const functions = {
    WebSocket,
    send: WebSocket.prototype.send,
    close: WebSocket.prototype.close,
    toString: Function.prototype.toString,
  };
  const told: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(functions)) {
    const before = Object.getPrototypeOf(each) as object;
    const cyclic = (): object => Object.create(Object.create(each)) as object;
    const stackOf = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return String((error as Error).stack).replace(/\d+:\d+/g, '');
      }
    };
    told[name] = [
      attempt(() => typeof Object.setPrototypeOf(each, cyclic())),
      attempt(() => typeof Object.setPrototypeOf(each, each)),
      attempt(() => Reflect.setPrototypeOf(each, cyclic())),
      attempt(() => {
        // biome-ignore lint/suspicious/noProto: the setter is what is looked at.
        (each as unknown as { __proto__: unknown }).__proto__ = cyclic();
      }),
      stackOf(() => Object.setPrototypeOf(each, cyclic())),
      attempt(() => Object.setPrototypeOf(each, null) === each),
      attempt(() => Object.getPrototypeOf(each) === null),
      attempt(() => Reflect.setPrototypeOf(each, before)),
      attempt(() => Object.setPrototypeOf(each, 7 as unknown as object)),
      attempt(() => Object.getPrototypeOf(each) === before),
    ];
  }
  const { send } = WebSocket.prototype;
  Object.preventExtensions(send);
  told.fixed = [
    attempt(() => Object.setPrototypeOf(send, {}) === send),
    attempt(() => Reflect.setPrototypeOf(send, {})),
    attempt(() => Object.setPrototypeOf(send, Function.prototype) === send),
    Object.isExtensible(send),
  ];
  return told;
};
