import { stringCaps } from '../../src/wire/limits.ts';
import { capText } from './cap-text.ts';
import {
  captureStackTrace,
  exceptionName,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isAnyObject,
  NativeError,
  nativePrototypes,
  slice,
} from './primitives.ts';

/**
 * Takes the stack of `error` again from below the hook's own function `above`, so that it is what the native call would have
 * given. Only of errors that the native call itself made: what the page's own conversions threw keeps the page's frames.
 */
export function hideFrames(error: unknown, args: readonly unknown[], above: object): void {
  try {
    let made = true;
    for (let at = 0; at < args.length; at++) if (isAnyObject(args[at])) made = false;
    if (!made) exceptionName(error);
    captureStackTrace?.(error as object, above);
  } catch {
    // No DOMException, or a browser without captureStackTrace: it stays as it is.
  }
}

/**
 * Where the page called from, a line a call, without the hook's own lines. Nothing where the page formats stacks itself: its
 * code would run, and know that somebody asked.
 */
export function callerStack(above: object): string | undefined {
  if (!captureStackTrace || pageFormatsStacks()) return undefined;
  // Its own name and message, or the page's `Error.prototype.toString` and getters would be asked for the heading.
  const holder = { __proto__: null, name: '', message: '', stack: '' };
  captureStackTrace(holder, above);
  // After the empty heading and its line break.
  return capText(slice(holder.stack, 1), stringCaps.stack) || undefined;
}

/** V8 asks `Error.prepareStackTrace`, which may also be inherited. */
function pageFormatsStacks(): boolean {
  const { functions, objects } = nativePrototypes;
  const has = (holder: object): boolean =>
    getOwnPropertyDescriptor(holder, 'prepareStackTrace') !== undefined;
  return (
    has(NativeError) ||
    has(functions) ||
    has(objects) ||
    getPrototypeOf(NativeError) !== functions ||
    getPrototypeOf(functions) !== objects
  );
}
