// biome-ignore lint/suspicious/noRedundantUseStrict: the built script is no module. In sloppy code `Error.prepareStackTrace` of a page gets hold of the hook's functions, and may call them.
'use strict';

import { passGate } from './gate.ts';
import { takePrimitives } from './primitives.ts';
import { start } from './start.ts';

try {
  if (passGate()) {
    takePrimitives();
    start();
  }
} catch {
  // A page without WebSocket (or with a frozen window) stays as it is.
}
