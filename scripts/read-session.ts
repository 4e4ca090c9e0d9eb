import { fromBase64 } from '../src/base/bytes.ts';
import { createSessionLog } from '../src/session/log.ts';
import type { SessionLog } from '../src/session/session.ts';
import { isFact } from '../src/wire/fact-guard.ts';

/** Runs in the devtools page: every fact as JSON, bytes as base64 under `base64`. */
const expression = `JSON.stringify([...sockscopeHost.log.facts()], (key, value) => {
  if (!ArrayBuffer.isView(value)) return value;
  let binary = '';
  for (let at = 0; at < value.length; at += 0x8000) binary += String.fromCharCode(...value.subarray(at, at + 0x8000));
  return { base64: btoa(binary) };
})`;

/** The log of a running devtools page, copied into this process. */
export async function readSession(evaluate: <T>(expression: string) => Promise<T>): Promise<SessionLog> {
  const facts: unknown = JSON.parse(await evaluate<string>(expression), (_key, value: unknown) => {
    const packed = (value as { base64?: unknown } | null)?.base64;
    return typeof packed === 'string' ? fromBase64(packed) : value;
  });
  const log = createSessionLog();
  for (const fact of facts as readonly unknown[]) {
    if (!isFact(fact))
      throw new Error(`the devtools page gave something that is no fact: ${JSON.stringify(fact)}`);
    log.append(fact);
  }
  return log;
}
