import { apply, defineProperty, getOwnPropertyDescriptor, weakGet, weakSet } from './primitives.ts';

/**
 * A Proxy of a native function prints `function () { [native code] }`: native, but without its name, and pages that
 * compare the text of `WebSocket` or `send` would see it. So `Function.prototype.toString` answers for the hook's proxies,
 * itself among them, with the text of what they stand for.
 */
export function createDisguise(): (proxy: object, original: object) => void {
  const originals = new WeakMap<object, object>();
  const descriptor = getOwnPropertyDescriptor(Function.prototype, 'toString')!;
  const native = descriptor.value as () => string;
  const patched = new Proxy(native, {
    __proto__: null,
    apply: (target: () => string, self: object, args: unknown[]) =>
      apply(target, (typeof self === 'function' && weakGet(originals, self)) || self, args),
  } as ProxyHandler<() => string>);
  weakSet(originals, patched, native);
  defineProperty(Function.prototype, 'toString', { ...descriptor, value: patched });
  return (proxy, original) => {
    weakSet(originals, proxy, original);
  };
}
