import { apply, toPrimitive } from './primitives.ts';

const isPrimitive = (value: unknown): boolean =>
  (typeof value !== 'object' || value === null) && typeof value !== 'function';

/**
 * Stands in for an object that `send` will convert to a string. WebIDL converts it with ToString, which may run the page's code:
 * once, at the native method's own moment. So the stand-in passes the conversion on (ECMAScript, OrdinaryToPrimitive with hint
 * string) and keeps what came out; an object that gives no primitive is left to the native method to complain about.
 */
export function createStandIn(original: object, keep: (text: string) => void): object {
  const page = original as Readonly<Record<PropertyKey, unknown>>;
  const convert = (): unknown => {
    const exotic = page[toPrimitive];
    if (exotic !== undefined && exotic !== null) return apply(exotic as () => unknown, page, ['string']);
    const byText = page.toString;
    if (typeof byText === 'function') {
      const result: unknown = apply(byText, page, []);
      if (isPrimitive(result)) return result;
    }
    const byValue = page.valueOf;
    return typeof byValue === 'function' ? apply(byValue, page, []) : {};
  };
  return {
    __proto__: null,
    [toPrimitive]: () => {
      const result = convert();
      if (isPrimitive(result) && typeof result !== 'symbol') keep(`${result as string}`);
      return result;
    },
  };
}
