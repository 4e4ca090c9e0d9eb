import { apply, get, isAnyObject } from './primitives.ts';

/**
 * Stands in for an object that `send` will convert to a string. WebIDL converts it with ToString, which may run the page's code:
 * once, and in the browser's own order. So the browser converts the stand-in, whose methods are the original's, called on the
 * original, and what they return as text is kept.
 */
export function createStandIn(original: object, keep: (text: string) => void): object {
  return new Proxy({}, {
    __proto__: null,
    get(_: object, name: PropertyKey) {
      const method: unknown = get(original, name);
      if (typeof method !== 'function') return method;
      return (hint?: string) => {
        const result: unknown = apply(method, original, hint === undefined ? [] : [hint]);
        if (!isAnyObject(result) && typeof result !== 'symbol') keep(`${result as string}`);
        return result;
      };
    },
  } as ProxyHandler<object>);
}
