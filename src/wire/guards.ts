import type { Fact } from './fact.ts';
import { type Batch, protocolVersion } from './message.ts';

/** A batch by its envelope; its facts are looked at one by one, so that one bad fact does not cost the others. */
export function isBatch(
  value: unknown,
): value is Omit<Batch, 'facts'> & { readonly facts: readonly unknown[] } {
  const batch = value as Partial<Batch> | null;
  return (
    typeof batch === 'object' &&
    batch?.kind === 'batch' &&
    batch.version === protocolVersion &&
    isCount(batch.batch) &&
    Array.isArray(batch.facts)
  );
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isBytes = (value: unknown): boolean => value instanceof Uint8Array;
const isPayload = (value: unknown): boolean => value === null || isText(value) || isBytes(value);
const isHeaders = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => isTexts(each) && (each as unknown[]).length === 2);

type Shape = readonly (readonly [field: string, test: (value: unknown) => boolean])[];

const connection = ['connection', isCount] as const;
const page = ['page', isCount] as const;
const size = ['size', isCount] as const;

const shapes: Readonly<Record<Fact['kind'], Shape>> = {
  page: [
    page,
    ['url', isText],
    ['frame', (value) => value === 'top' || value === 'iframe' || value === 'worker'],
    ['origin', Number.isFinite],
  ],
  constructed: [
    connection,
    page,
    ['url', isText],
    ['protocols', isTexts],
    ['readyState', isCount],
    ['stack', (value) => value === undefined || isText(value)],
  ],
  opened: [connection, ['protocol', isText], ['extensions', isText]],
  frame: [
    connection,
    size,
    ['number', isCount],
    ['direction', (value) => value === 'sent' || value === 'received'],
    ['data', isPayload],
    ['binary', isFlag],
    ['payload', (value) => value === undefined || value === 'pending' || value === 'dropped'],
  ],
  'bytes-of': [connection, ['number', isCount], ['data', isBytes]],
  'send-failed': [connection, size, ['error', isText]],
  'sent-after-close': [connection, size],
  buffered: [connection, ['amount', isCount]],
  'close-requested': [
    connection,
    ['code', (value) => value === null || Number.isFinite(value)],
    ['reason', isText],
  ],
  error: [connection],
  closed: [connection, ['code', isCount], ['reason', isText], ['wasClean', isFlag]],
  collected: [connection],
  'page-left': [page],
  visibility: [page, ['visible', isFlag]],
  network: [page, ['online', isFlag]],
  handshake: [connection, ['status', isCount], ['requestHeaders', isHeaders], ['responseHeaders', isHeaders]],
  dropped: [
    [
      'what',
      (value) => value === 'facts' || value === 'payloads' || value === 'frames' || value === 'signals',
    ],
    ['count', isCount],
    ['bytes', isCount],
    ['why', isText],
  ],
};

/** Whether `value`, from the page's side or from a file, is a fact in all its fields. */
export function isFact(value: unknown): value is Fact {
  if (typeof value !== 'object' || value === null) return false;
  const fact = value as Readonly<Record<string, unknown>>;
  if (!isText(fact.kind) || !Object.hasOwn(shapes, fact.kind)) return false;
  if (!isCount(fact.order) || !Number.isFinite(fact.time)) return false;
  for (const [field, test] of shapes[fact.kind as Fact['kind']]) if (!test(fact[field])) return false;
  return true;
}
