import { cut } from '../../../base/cut.ts';
import { isObject, type JsonObject } from '../../json.ts';

export interface AckError {
  readonly code: string;
  readonly message: string;
}

const errorText =
  /^(?:error|err|fail(?:ed|ure)?|forbidden|unauthori[sz]ed|denied|invalid|not[ _-]?found|timeout)\b/i;
const failedStatus = /^(?:error|fail(?:ed|ure)?|nok|ko)$/i;

/**
 * The error that an ack states, by the conventions applications use: `callback(err, result)` as in Node.js, or one object that says
 * so. Socket.IO has no error form of its own for acks.
 *
 * @param nodeStyle an earlier ack of the same event began with null: whatever else stands first there is an error
 */
export function ackError(args: readonly unknown[], nodeStyle: boolean): AckError | null {
  const first = args[0];
  if (first === null || first === undefined) return null;
  if (isObject(first)) return objectError(first) ?? (nodeStyle ? stated(first) : null);
  if (typeof first === 'string' && (nodeStyle || (args.length === 1 && errorText.test(first))))
    return { code: '', message: cut(first) };
  // A list may refuse to become a string, and nest deeper than one could be made of it.
  if (nodeStyle && first !== false && first !== true)
    return { code: '', message: typeof first === 'object' ? 'a list' : String(first) };
  return null;
}

function objectError(value: JsonObject): AckError | null {
  const inner = value.error ?? value.err ?? (Array.isArray(value.errors) ? value.errors[0] : undefined);
  if (inner !== undefined && inner !== null && inner !== false) {
    if (isObject(inner)) return stated(inner);
    return { code: text(value.code), message: typeof inner === 'string' ? cut(inner) : text(value.message) };
  }
  const failed =
    value.ok === false ||
    value.success === false ||
    (typeof value.status === 'string' && failedStatus.test(value.status)) ||
    (typeof value.status === 'number' && value.status >= 400 && value.status < 600) ||
    (typeof value.name === 'string' && value.name.endsWith('Error') && typeof value.message === 'string');
  return failed ? stated(value) : null;
}

const stated = (value: JsonObject): AckError => ({
  code: text(value.code ?? value.status ?? value.name),
  message: text(value.message ?? value.reason ?? value.msg ?? value.detail),
});

const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? cut(String(value)) : '';
