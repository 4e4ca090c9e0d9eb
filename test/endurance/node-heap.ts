import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose_gc');
const gc = runInNewContext('gc') as () => void;

/** MiB that are in use once the garbage is collected. */
export function heapInUse(): number {
  gc();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
}
