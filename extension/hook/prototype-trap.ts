import {
  captureStackTrace,
  createObject,
  getPrototypeOf,
  indexOf,
  objectSetPrototypeOf,
  reflectSetPrototypeOf,
} from './primitives.ts';
import { callerStack } from './stack.ts';

type Trap = (target: object, prototype: object | null) => boolean;

/**
 * A function refuses to become its own prototype's prototype: "Cyclic __proto__ value". The check stops at proxies, so one
 * that stands for a function would not refuse. This trap has the function itself refuse, in the browser's own words.
 *
 * @param proxy gives the proxy that this trap is for
 */
export function createPrototypeTrap(proxy: () => object): Trap {
  const onSetPrototype: Trap = (target, prototype) => {
    const asked = leadsTo(prototype, proxy()) ? createObject(target) : prototype;
    // `Reflect` answers false where all others throw, and nothing but the stack tells who asks.
    if (indexOf(callerStack(onSetPrototype) ?? '', 'at Reflect.setPrototypeOf') === firstCall)
      return reflectSetPrototypeOf(target, asked);
    try {
      objectSetPrototypeOf(target, asked);
    } catch (error) {
      captureStackTrace?.(error as object, onSetPrototype);
      throw error;
    }
    return true;
  };
  return onSetPrototype;
}

/** Where V8 begins a line of a stack. */
const firstCall = 4;

function leadsTo(from: object | null, goal: object): boolean {
  for (let each = from; each; each = getPrototypeOf(each) as object | null) if (each === goal) return true;
  return false;
}
