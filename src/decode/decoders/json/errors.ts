import { cut } from '../../../base/cut.ts';
import { isObject, type JsonObject } from '../../json.ts';
import { first, string } from './read-field.ts';
import type { TypeTraits } from './type-traits.ts';

export interface StatedError {
  readonly code: string;
  readonly message: string;
}

const codes = ['code', 'errorCode', 'error_code', 'ename', 'statusCode', 'status_code', 'label'];
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
  'sMsg',
  'statusMessage',
  'evalue',
];

/** The error that a message states, if it states one: `{type: "error", code, message}`, `{error}`, `{ok: false}`, … */
export function errorOf(message: JsonObject, traits: Pick<TypeTraits, 'error'>): StatedError | null {
  const errors = message.errors;
  const error = message.error ?? message.err ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  const failed = traits.error || saysFailed(message) || isErrorStatus(message.status) || isErrorCode(message);
  return isStated(error) || failed ? describe(message, error) : null;
}

/**
 * The error that an answer states where other messages would not be believed: in the part that carries its data (`{payload: {status:
 * "error"}}`), in its header (`{header: {status: "400"}}`), or by a code and a text in place of a result (`{id, code: 2, msg: "Invalid
 * request"}`).
 */
export function errorOfAnswer(message: JsonObject, data: JsonObject): StatedError | null {
  if (data !== message) {
    const { error } = data;
    if (
      saysFailed(data) ||
      data.status === 'error' ||
      isErrorCode(data) ||
      (isObject(error) && string(error, reasons) !== undefined)
    )
      return describe(data, error);
    if (typeof error === 'string' && error !== '') return describe(data, error);
  }
  const { header } = message;
  const failed = refuses(message) || (isObject(header) && isErrorStatus(header.status));
  return failed ? describe(message, undefined) : null;
}

/** Not where a success says that there was none: `""`, 0, `{code: 0}`. */
function isStated(error: unknown): boolean {
  if (error === undefined || error === null || error === false || error === '' || error === 0) return false;
  return !isObject(error) || !isZero(error.code);
}

const isZero = (code: unknown): boolean => code === 0 || code === '0';

const saysFailed = (part: JsonObject): boolean =>
  part.ok === false || part.success === false || isFailedStatus(part.requestStatus);
const isFailedStatus = (status: unknown): boolean =>
  isObject(status) && (status.result === false || status.ok === false || status.success === false);

const failedWord = /^(?:error|fail|failed|failure|rejected|denied)$/i;
const isErrorStatus = (status: unknown): boolean =>
  typeof status === 'number'
    ? status >= 400
    : typeof status === 'string' && (failedWord.test(status) || /^[45]\d\d$/.test(status));
const isErrorCode = ({ statusCode, status_code: spelt }: JsonObject): boolean => {
  const code = statusCode ?? spelt;
  return typeof code === 'number' && (code >= 400 || code < 0);
};

const goodWord = /^(?:ok|success|done)/i;
const isEmpty = (result: unknown): boolean =>
  result === undefined || result === '' || (isObject(result) && hasNoFields(result));

function hasNoFields(value: JsonObject): boolean {
  for (const _ in value) return false;
  return true;
}

/** Those by which success is told: 0, 1, 2xx, whole thousands. */
const isGoodCode = (code: number): boolean =>
  code >= 0 && (code <= 1 || (code >= 200 && code < 300) || code % 1000 === 0);

/** A code that no success has, with a text, and no result; or one in a string, as exchanges write it, whose text may stand in the data. */
function refuses(message: JsonObject): boolean {
  const { code, data } = message;
  const text = string(message, ['message', 'msg', 'reason']);
  if (typeof code === 'string') {
    if (text === undefined || !/^-?\d{1,9}$/.test(code) || Number(code) === 0) return false;
    if (!isGoodCode(Number(code))) return true;
    const [inner] = Array.isArray(data) ? (data as readonly unknown[]) : [];
    return code === '1' && isObject(inner) && Boolean(string(inner, ['sMsg', 'msg', 'message']));
  }
  if (typeof code !== 'number' || isGoodCode(code)) return false;
  return (
    text !== undefined &&
    !goodWord.test(text) &&
    isEmpty(first(message, ['result', 'data', 'payload', 'params']))
  );
}

/** Code and text, from the error itself, from what carries it, or from the part that holds the data. */
function describe(message: JsonObject, error: unknown): StatedError {
  const { data } = message;
  const errs = isObject(data) ? data.errs : undefined;
  const parts = [
    error,
    message.requestStatus,
    errs,
    data,
    message.payload,
    message.response,
    message.body,
    message,
  ]
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
    message: (typeof error === 'string' ? cut(error) : undefined) ?? from(reasons) ?? '',
  };
}
