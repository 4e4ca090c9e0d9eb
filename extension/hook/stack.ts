import {
  captureStackTrace,
  exceptionName,
  getOwnPropertyDescriptor,
  NativeError,
  slice,
} from './primitives.ts';

const isPrimitive = (value: unknown): boolean =>
  (typeof value !== 'object' || value === null) && typeof value !== 'function';

/**
 * Takes the stack of `error` again from below the hook's own function `above`, so that it is what the native call would have
 * given. Only of errors that the native call itself made: what the page's own conversions threw keeps the page's frames.
 */
export function hideFrames(error: unknown, args: readonly unknown[], above: object): void {
  try {
    let made = true;
    for (let at = 0; at < args.length; at++) if (!isPrimitive(args[at])) made = false;
    if (!made) exceptionName(error);
    captureStackTrace?.(error as object, above);
  } catch {
    // No DOMException, or a browser without captureStackTrace: it stays as it is.
  }
}

/**
 * Where the page called from, without the hook's own lines. Nothing when the page formats stacks itself
 * (`Error.prepareStackTrace`): its code would run, and know that somebody asked.
 */
export function callerStack(above: object): string | undefined {
  if (!captureStackTrace || getOwnPropertyDescriptor(NativeError, 'prepareStackTrace')) return undefined;
  // Its own name and message, or the page's `Error.prototype.toString` and getters would be asked for the heading.
  const holder = { __proto__: null, name: '', message: '', stack: '' };
  captureStackTrace(holder, above);
  // After the empty heading and its line break.
  return slice(holder.stack, 1) || undefined;
}
