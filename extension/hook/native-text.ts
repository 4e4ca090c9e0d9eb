import { apply, defineProperty, getOwnPropertyDescriptor, weakGet, weakSet } from './primitives.ts';
import { createPrototypeTrap } from './prototype-trap.ts';
import { hideFrames } from './stack.ts';

/**
 * A Proxy of a native function prints `function () { [native code] }`: native, but without its name, and pages that
 * compare the text of `WebSocket` or `send` would see it. So `Function.prototype.toString` answers for the hook's proxies,
 * itself among them, with the text of what they stand for.
 */
export function createDisguise(): (proxy: object, original: object) => void {
  const originals = new WeakMap<object, object>();
  const descriptor = getOwnPropertyDescriptor(Function.prototype, 'toString')!;
  const native = descriptor.value as () => string;
  const onApply = (target: () => string, self: object, args: unknown[]): string => {
    try {
      return apply(target, (typeof self === 'function' && weakGet(originals, self)) || self, args);
    } catch (error) {
      hideFrames(error, [], onApply);
      throw error;
    }
  };
  const patched: () => string = new Proxy(native, {
    __proto__: null,
    apply: onApply,
    setPrototypeOf: createPrototypeTrap(() => patched),
  } as ProxyHandler<() => string>);
  weakSet(originals, patched, native);
  defineProperty(Function.prototype, 'toString', { ...descriptor, value: patched });
  return (proxy, original) => {
    weakSet(originals, proxy, original);
  };
}
