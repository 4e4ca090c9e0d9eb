import { getOwnPropertyDescriptor, includes, NativeError, split } from './primitives.ts';

/**
 * Where the page is, without the hook's own lines. Nothing when the page formats stacks itself (`Error.prepareStackTrace`):
 * its code would run, and see the hook.
 */
export function callerStack(): string | undefined {
  if (getOwnPropertyDescriptor(NativeError, 'prepareStackTrace')) return undefined;
  const lines = split(new NativeError().stack ?? '', '\n');
  let stack = '';
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line === 'Error' || line === '' || includes(line, '-extension://')) continue;
    stack += stack ? `\n${line}` : line;
  }
  return stack || undefined;
}
