import { isObject, type JsonObject } from '../../json.ts';
import { first, string } from './read-field.ts';
import type { TypeTraits } from './type-traits.ts';

export interface StatedError {
  readonly code: string;
  readonly message: string;
}

const codes = ['code', 'errorCode', 'error_code', 'ename'];
const reasons = [
  'message',
  'reason',
  'msg',
  'detail',
  'details',
  'description',
  'errorMessage',
  'error_message',
  'errorReason',
  'comment',
  'ret_msg',
  'evalue',
];

/** The error that a message states, if it states one: `{type: "error", code, message}`, `{error}`, `{ok: false}`, … */
export function errorOf(message: JsonObject, traits: Pick<TypeTraits, 'error'>): StatedError | null {
  const errors = message.errors;
  const error = message.error ?? message.err ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  const stated = error !== undefined && error !== null && error !== false;
  const failed = traits.error || saysFailed(message) || isErrorStatus(message.status);
  return stated || failed ? describe(message, error) : null;
}

/**
 * The error that an answer states where other messages would not be believed: in the part that carries its data (`{payload: {status:
 * "error"}}`), or by a code and a text in place of a result (`{id, code: 2, msg: "Invalid request"}`).
 */
export function errorOfAnswer(message: JsonObject, data: JsonObject): StatedError | null {
  if (data !== message) {
    const { error } = data;
    if (
      saysFailed(data) ||
      data.status === 'error' ||
      (isObject(error) && string(error, reasons) !== undefined)
    )
      return describe(data, error);
    if (typeof error === 'string' && error !== '') return describe(data, error);
  }
  return refuses(message) ? describe(message, undefined) : null;
}

const saysFailed = (part: JsonObject): boolean =>
  part.ok === false || part.success === false || isFailedStatus(part.requestStatus);
const isFailedStatus = (status: unknown): boolean =>
  isObject(status) && (status.result === false || status.ok === false || status.success === false);

const failedWord = /^(?:error|fail|failed|failure)$/i;
const isErrorStatus = (status: unknown): boolean =>
  typeof status === 'number' ? status >= 400 : typeof status === 'string' && failedWord.test(status);

const goodWord = /^(?:ok|success|done)/i;
/** A code that is none of those by which success is told (0, 1, 2xx, whole thousands), with a text, and no result. */
function refuses(message: JsonObject): boolean {
  const { code } = message;
  if (
    typeof code !== 'number' ||
    (code >= 0 && (code <= 1 || (code >= 200 && code < 300) || code % 1000 === 0))
  )
    return false;
  const text = string(message, ['message', 'msg', 'reason']);
  return (
    text !== undefined &&
    !goodWord.test(text) &&
    first(message, ['result', 'data', 'payload', 'params']) === undefined
  );
}

/** Code and text, from the error itself, from what carries it, or from the part that holds the data. */
function describe(message: JsonObject, error: unknown): StatedError {
  const parts = [error, message.requestStatus, message.data, message.payload, message.response, message]
    .map((part) => (Array.isArray(part) ? (part[0] as unknown) : part))
    .filter(isObject);
  const from = (names: readonly string[]): string | undefined => {
    for (const part of parts) {
      const found = string(part, names);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return {
    code: from(codes) ?? (typeof message.status === 'number' ? String(message.status) : ''),
    message: (typeof error === 'string' ? error : undefined) ?? from(reasons) ?? '',
  };
}
